import type { Announcer } from '../../adapters/announcer.ts';
import type { Executions } from '../../adapters/executions.ts';
import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { RuleReader } from '../../adapters/rule-reader.ts';
import type { DeploymentStatus } from '../../core/deployment/deployment.ts';
import type { Witnesses } from './doubt.ts';

/** What the use case reads, writes and calls. */
export interface Needs extends Witnesses {
  readonly ledger: Ledger;
  readonly executions: Pick<Executions, 'start' | 'sendSuccess' | 'sendFailure'>;
  readonly lanes: LaneReader;
  readonly rules: RuleReader;
  readonly announcer: Announcer;
  /** Whether somebody declared a service of this name. */
  readonly isDeclared: (service: string) => Promise<boolean>;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/** What an event did to each deployment that it concerns. Refused: it did nothing and will not, and a person waits to hear so. */
export interface Signalled {
  readonly kind: 'signalled' | 'ignored' | 'refused';
  readonly because: string;
  readonly deployments: readonly Effect[];
}

/** What an event did to one deployment. */
export interface Effect {
  readonly deploymentId: string;
  readonly kind:
    | 'stored'
    | 'already'
    | 'tolerated'
    | 'approved'
    | 'refused'
    | 'rollback started'
    | 'rollback postponed'
    | `too late: ${DeploymentStatus}`;
}

/** A person's request that has no effect, and the deployment that it would have been for. */
export function refused(because: string, deploymentId?: string): Signalled {
  return { kind: 'refused', because, deployments: deploymentId === undefined ? [] : [{ deploymentId, kind: 'refused' }] };
}

/** Refuses what a person asked about a deployment that was in progress then and is over by now: no other is meant. */
export function refusedAsOver(deploymentId: string, status: string): Signalled {
  return refused(
    `${deploymentId} was in progress when it was asked for, and is ${status}: what was promoted before it stays`,
    deploymentId,
  );
}

/** What has no effect, and nobody waits for. */
export function ignored(because: string): Signalled {
  return { kind: 'ignored', because, deployments: [] };
}
