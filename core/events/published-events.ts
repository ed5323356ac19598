import type { MetricVerdict, Verdict } from '../analysis/verdict.ts';
import type { DeploymentRequest, Signal } from '../deployment/deployment.ts';
import type { Refusal } from '../deployment/refusals.ts';

/** What the state machine caught and saw when a deployment ended. */
interface Ending {
  /** Name of the error that ended the traffic lane; null after a promotion. */
  readonly error: string | null;
  /** Target groups with weights as last read from the rule; null when nothing was read. */
  readonly observed: unknown;
  /** What the judge said last; null when it never looked. */
  readonly analysis: Verdict | null;
}

/** What the judge said at the look. Absent: the same as at the look before, but for its figures. */
type Judged = {
  readonly analysis?: Verdict;
};

/** The detail of each event type. A fact has one meaning for ever: a new meaning gets a new name. */
interface Details {
  /** A deployment has the service's lease and a plan. Nothing was changed in AWS yet. */
  readonly DeploymentAdmitted: { readonly request: DeploymentRequest };
  /** A deployment was not started; every reason is listed. Nothing was changed. */
  readonly DeploymentRefused: { readonly request: DeploymentRequest; readonly refusals: readonly Refusal[] };
  /** What a person asked for is not done. `deploymentId` is empty when no deployment is concerned, `service` when nobody knows the deployment. */
  readonly RequestRefused: {
    readonly request: 'AbortRequested' | 'RollbackRequested' | 'ApprovalGiven';
    readonly by: string;
    readonly askedAt: string;
  };
  /** A person's way back waits for a stack update, or for ECS and ELB to answer. Sluice hears this itself and tries again, so it is told about once a minute. */
  readonly RollbackPostponed: { readonly by: string; readonly askedAt: string; readonly asked: string };
  /** A trigger came again, or twice under two ids, and found its deployment started. Nothing was done. */
  readonly DeploymentDuplicated: { readonly request: DeploymentRequest };
  /** Traffic is about to move; written down before it does. */
  readonly TrafficShiftIntended: Judged & { readonly stepIndex: number; readonly candidatePercent: number };
  /** The judge looked, and the step goes on as it is. */
  readonly Looked: Judged & { readonly bakeSeconds: number };
  /** A step is held: neither direction would help users, or no verdict comes. People are being called. */
  readonly DeploymentHeld: Judged & { readonly stepIndex: number; readonly bakeSeconds: number };
  /** The rule shows weights that Sluice did not set: nobody is moved in either direction until they are as intended again. */
  readonly DeploymentFrozen: Judged & { readonly candidatePercent: number; readonly shows: string; readonly bakeSeconds: number };
  /** People were paged for such weights, once for each drift. */
  readonly DriftPaged: { readonly candidatePercent: number; readonly shows: string; readonly whoDidIt: string };
  /** The rule shows what was intended again. */
  readonly FreezeEnded: Judged & { readonly shows: string; readonly bakeSeconds: number };
  /** Metrics that are judged in dry-run have regressed: asked to, they would roll back. */
  readonly WouldRollBack: { readonly metrics: readonly MetricVerdict[] };
  /** Nothing follows from it, but people should know: slower than the release before, an uneven share of requests. */
  readonly JudgeWarned: { readonly warnings: readonly string[] };
  /** A partial candidate is about to get more tasks, before users need them. */
  readonly CandidateScaleIntended: Judged & { readonly candidateCount: number };
  /** A step waits for a person. */
  readonly ApprovalRequested: Judged & { readonly stepIndex: number };
  /** A person agreed to a step. */
  readonly ApprovalGiven: { readonly stepIndex: number; readonly by: string };
  /** The traffic lane decided to go back: a verdict, users whom nobody serves, or a spent deadline. */
  readonly CandidateRegressed: Judged;
  /** A signal was stored and ends the deployment: an alarm, a crashed task, a failed launch, users whom nobody serves or a person. */
  readonly GuardTripped: { readonly signal: Signal };
  /** Every step was safe and the guard is being closed. A signal that came first still wins. */
  readonly PromotionIntended: Judged;
  /** Every user is on the candidate; it is stable from now on. */
  readonly DeploymentPromoted: Ending;
  /** Every user is on stable again, as observed, and the candidate is stopped. */
  readonly DeploymentRolledBack: Ending;
  /** Traffic could not be confirmed on one lane: a person was paged, and the lease is kept. */
  readonly HumanNeeded: Ending;
  /** The rollback window is over and the old lane is at rest. */
  readonly StableRetired: Ending;
  /** The reconciler found a deployment without its execution and started the machine that takes traffic back. */
  readonly RestoreStarted: Readonly<Record<string, never>>;
}

/** Name of a published event; its detail-type on the event bus. */
export type EventType = keyof Details;

/** What the event of this type carries besides what all have. */
export type DetailOf<Type extends EventType> = Details[Type];

/** One fact about one deployment, as logged in the ledger and published with source `sluice`. */
export type SluiceEvent = {
  readonly [Type in EventType]: {
    readonly type: Type;
    /** ISO 8601. */
    readonly at: string;
    readonly service: string;
    readonly deploymentId: string;
    /** For people. */
    readonly because: string;
    readonly detail: Details[Type];
  };
}[EventType];

/** The source of every event that Sluice publishes. Requests come from other sources. */
export const eventSource = 'sluice';

/** The source of every request that people and pipelines send. Not `aws.`: no request can claim to come from AWS. */
export const requestSource = 'sluice.request';
