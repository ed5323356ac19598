import type { AnalysisPlan } from '../deployment/analysis-plan.ts';
import type { Lane, LaneName } from '../deployment/lane.ts';
import type { Step } from '../deployment/plan.ts';

/** A listener rule that reaches the candidate before users do: requests with this header go there. */
export interface TestRoute {
  /** The rule itself, when it exists apart from the users' rule. */
  readonly ruleArn?: string;
  readonly header: { readonly name: string; readonly value: string };
}

/** A declared service with every default filled in and every duration in seconds: what `parseService` answers. */
export interface Service {
  readonly name: string;
  /** Name of the ECS cluster, also when its ARN was declared. */
  readonly cluster: string;
  readonly lanes: Readonly<Record<LaneName, Lane>>;
  readonly listenerRuleArn: string;
  readonly testRoute?: TestRoute;
  /** Name of the container whose image is released. */
  readonly container: string;
  /** ECR repository of that image, without registry, tag or digest. */
  readonly repository: string;
  /** What every revision is made from: an ARN with revision, or a family (its latest active revision). */
  readonly taskDefinition: string;
  readonly steps: readonly Step[];
  readonly candidateSize: 'full' | 'partial';
  readonly analysis: AnalysisPlan;
  readonly guards: {
    /** Alarm names or ARNs, as declared. */
    readonly alarms: readonly string[];
    readonly taskFailuresAllowed: number;
  };
  readonly rollbackWindowSeconds: number;
  readonly launchSeconds: number;
  readonly inspectSeconds: number;
  /** Absent: the lanes' deregistration delay and a margin. */
  readonly drainSeconds?: number;
}
