import type { Executions } from '../../adapters/executions.ts';
import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Witnesses } from './doubt.ts';

/** What the use case reads, writes and calls. */
export interface Needs extends Witnesses {
  readonly ledger: Ledger;
  readonly executions: Pick<Executions, 'start' | 'sendSuccess' | 'sendFailure'>;
  readonly lanes: LaneReader;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/** What an event did to each deployment that it concerns. */
export interface Signalled {
  readonly kind: 'signalled' | 'ignored';
  readonly because: string;
  readonly deployments: readonly { readonly deploymentId: string; readonly kind: string }[];
}
