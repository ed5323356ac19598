import type { Verdict } from '../analysis/verdict.ts';
import type { Deployment } from './deployment.ts';
import type { Drift } from './drift.ts';
import type { GuardAlarms } from './guard-alarms.ts';
import type { Traffic } from './traffic.ts';

/** A deployment whose traffic may still move to the candidate. */
export type Progressing = Deployment & { readonly status: 'progressing' };

/** Whether a deployment is on its way forward. */
export function isProgressing(deployment: Deployment): deployment is Progressing {
  return deployment.status === 'progressing';
}

/** What was read for one decision, all at the same moment. */
export interface Seen {
  readonly verdict: Verdict;
  /** The listener rule's weights as observed. */
  readonly traffic: Traffic;
  readonly healthyCandidates: number;
  /** Healthy targets of stable, which may have grown since admission. */
  readonly healthyStable: number;
  readonly alarms: GuardAlarms;
  /** Target groups besides the lanes that have users and no healthy target. */
  readonly emptyStrangers?: readonly string[];
  /** When the state machine last read the intended weights back, ISO 8601. */
  readonly shownAt?: string;
  /** The step whose weights that were; absent before the first. */
  readonly shownStep?: number;
  /** The step for which people were called last because it is held. */
  readonly pagedStep?: number;
  /** Calls for the present step that failed, so far. */
  readonly pageTries?: number;
}

/**
 * The one thing to do next, and why: the reason is shown to people, not only logged. After `shift`, `scale` and `hold`, which calls
 * people, the machine waits `bakeSeconds` too; after `approve` it waits for a person, and looks again after `waitSeconds`. `freeze` only waits: the reconciler pages, once for each drift.
 */
export type Move = { readonly because: string } & (
  | {
      readonly kind: 'shift';
      readonly stepIndex: number;
      readonly candidatePercent: number;
      readonly stableWeight: number;
      readonly candidateWeight: number;
      readonly bakeSeconds: number;
    }
  | { readonly kind: 'bake'; readonly bakeSeconds: number }
  | { readonly kind: 'scale'; readonly candidateCount: number; readonly bakeSeconds: number }
  | { readonly kind: 'hold'; readonly stepIndex: number; readonly bakeSeconds: number }
  | { readonly kind: 'freeze'; readonly drift: Drift; readonly bakeSeconds: number }
  | { readonly kind: 'approve'; readonly stepIndex: number; readonly waitSeconds: number }
  | { readonly kind: 'promote' | 'rollback' }
);
