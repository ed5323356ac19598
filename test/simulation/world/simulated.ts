import type { Ledger } from '../../../adapters/ledger/ledger.ts';
import type { Deployment, DeploymentRequest } from '../../../core/deployment/deployment.ts';
import type { Plan } from '../../../core/deployment/plan.ts';
import type { Execution } from '../../../local/asl/execution.ts';
import type { TaskView } from '../../../local/aws/ecs/service-views.ts';
import type { TargetView } from '../../../local/aws/elb/balancing-view.ts';
import type { LocalWorld } from '../../../local/world.ts';
import type { Manner } from '../scenario/manner.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';

/** One lane as it really is, not as anybody was told. */
export interface LaneReality {
  readonly lane: 'blue' | 'green';
  readonly ecsService: string;
  readonly targetGroupArn: string;
  readonly desiredCount: number;
  readonly taskDefinitionArn: string;
  readonly tasks: readonly TaskView[];
  /** Tasks that ended by themselves, or could not start. */
  readonly failed: readonly TaskView[];
  readonly targets: readonly TargetView[];
  /** Targets that are healthy and stay. */
  readonly healthy: number;
  /** Weight that the API answers. */
  readonly weight: number;
  /** Weight that requests meet. */
  readonly liveWeight: number;
  /** Versions that its running tasks are of, without repeats. */
  readonly versions: readonly string[];
}

/** One service as it really is. */
export interface ServiceReality {
  readonly name: ServiceName;
  readonly cluster: string;
  readonly ruleArn: string;
  readonly testRuleArn: string | undefined;
  readonly blue: LaneReality;
  readonly green: LaneReality;
  /** Weight on target groups that belong to neither lane. */
  readonly foreignWeight: number;
}

/** What users of one version, or of nobody, met. */
export interface Served {
  readonly requests: number;
  readonly failed: number;
}

/** One deployment as the onlooker follows it: the execution, and the plan once it was admitted. */
export interface DeploymentSeen {
  readonly id: string;
  readonly service: ServiceName;
  readonly request: DeploymentRequest;
  readonly execution: Execution;
  readonly plan: Plan | undefined;
}

/** A running simulation as faults and checks see it. Reading it makes no call of AWS and takes no world time, unless it says so. */
export interface Simulated {
  readonly scenario: Scenario;
  readonly world: LocalWorld;
  /** The ledger as its own code reads it, outside every fault. Its answers take no world time. */
  readonly ledger: Ledger;
  /** World time. */
  now(): Date;
  /** Seconds since the first users came. */
  elapsedSeconds(): number;
  /** Calls after world milliseconds, unless the run is over. */
  after(delayMs: number, act: () => void): void;
  services(): readonly ServiceReality[];
  service(name: ServiceName): ServiceReality;
  /** Executions of the deployment machine, oldest first. */
  deployments(): readonly DeploymentSeen[];
  /** Executions of the restore machine, oldest first. */
  restores(): readonly Execution[];
  /** How a version behaves, by service and tag; undefined for a tag that nobody pushed. */
  mannerOf(service: ServiceName, version: string): Manner | undefined;
  /** The tag of a digest or of an image by digest. */
  versionOf(image: string): string | undefined;
  /** What users met of a version; of `nobody` when no target took them. */
  served(service: ServiceName, version: string): Served;
  /** Crashes a running task of a lane; false when there is none. */
  crashTask(service: ServiceName, lane: 'blue' | 'green'): boolean;
  /** Deploys the control plane anew, as another version of itself. */
  redeploy(): Promise<void>;
  /** Reads a record of the ledger; undefined before it is there. */
  recordOf(deploymentId: string): Promise<Deployment | undefined>;
  /** True from the moment nothing fails any more. */
  faultsOver(): boolean;
  /** That moment, past or to come, in world milliseconds. */
  faultsEndMs(): number;
  /** A line of the trace. */
  tell(what: string): void;
}
