import type { Evidence } from '../../core/analysis/evidence.ts';
import type { ReleaseProfile } from '../../core/analysis/release-profile.ts';
import type { Verdict } from '../../core/analysis/verdict.ts';
import type { Deployment, DeploymentStatus, Signal, Trigger } from '../../core/deployment/deployment.ts';
import type { Drift } from '../../core/deployment/drift.ts';
import type { Template } from '../../core/deployment/template.ts';
import type { EventType, SluiceEvent } from '../../core/events/published-events.ts';

/** Who may change a service's traffic now, with what a signal needs to find its deployment. */
export interface Lease {
  readonly service: string;
  /** A deployment id, or `retire:…`, `rollback:…`, `stack:…` for the short jobs that also need the service to themselves. */
  readonly holder: string;
  readonly executionArn: string;
  /** Rises by one with every new holder of this service, for ever. */
  readonly fence: number;
  /** Alarm ARNs whose ALARM ends this deployment. */
  readonly alarmArns: readonly string[];
  /** ARN-free keys of the candidate lane: `cluster/ecsService`. */
  readonly candidateLane: string;
  readonly leasedAt: string;
  /** When its deployment was asked for, ISO 8601: what a person asked for before means another one. Absent for short jobs. */
  readonly askedAt?: string;
  /** The newest abort or rollback that a person asked for: what was asked for before it does not begin. */
  readonly aborted?: Signal;
}

/** A fact of the catalogue in a deployment's log. */
export interface LoggedEvent {
  readonly at: string;
  readonly type: EventType;
  readonly because: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Which wait of the state machine a task token belongs to. */
export type Wait = { readonly kind: 'guard' } | { readonly kind: 'approval'; readonly stepIndex: number };

/** How fast a queue moves: a turn every so many milliseconds, and as many at once after it was idle. */
export interface TurnPace {
  readonly everyMs: number;
  readonly burst: number;
}

/** What a decision changes in the record of a deployment. */
export interface Decision {
  readonly status: DeploymentStatus;
  readonly stepIndex: number;
  readonly stepStartedAt?: string;
  /** What the judge said at this look; absent: the last one stays. */
  readonly lastVerdict?: Verdict;
  /** This look, ISO 8601, when the judge asked to hold; absent: the last one stays. */
  readonly heldUntil?: string;
  /** This look, ISO 8601, when it read the alarms; absent: the last one stays. */
  readonly lookedAt?: string;
  /** This look, ISO 8601, when it read the rule and its targets; absent: the last one stays. */
  readonly seenAt?: string;
  /** This look, ISO 8601, when it is the first in a row that reads too little to decide; absent: the last one stays. */
  readonly unreadSince?: string;
  /** A step whose approval is asked for the first time, and when, or is known to be given; absent: what was known stays. */
  readonly approvalAsked?: NonNullable<Deployment['approvalAsked']>;
  /** Weights that Sluice did not set, seen at this look or no longer; absent: what was known stays. */
  readonly drift?: Drift;
  readonly event: LoggedEvent;
}

/**
 * Remembers deployments and who may act on them.
 *
 * - **Triggers once.** The same (service, image or task definition, trigger id) is first once; every later one is told which deployment it started.
 * - **One at a time.** A service has at most one lease; a second `lease` answers `{ kind: 'held', by }`. The same holder leasing again gets the same fence, and hears that it is not new; the same call whose answer was lost, that it is.
 * - **Leased, then admitted.** A deployment is recorded only while it has the lease of its service, under the fence that it says: `LeaseLostError`.
 * - **Released, never admitted.** After `release` of a lease a deployment is not admitted under that lease's fence, however late the write lands: `LeaseLostError`. Under a lease that it takes later it is.
 * - **Fenced.** The fence rises with every new holder, also after a release. A write with an older sequence than the last is refused.
 * - **No lease, no decision.** A deployment whose lease nobody has, or another, or it itself under another fence, neither decides nor is promoted: `LeaseLostError`.
 * - **Released by its holder only.** Releasing a lease that another holds, or nobody, changes nothing; with a fence, also one that the same holder took anew.
 * - **Reserved.** Who goes back can have a service kept for it while another has it: until a given time no deployment leases it, nor does who would put the old lane to rest. It ends when the one it is for leases the service, or gives it up. One that comes after the other gave the service back keeps nothing.
 * - **Aborts wait.** A person's request to go back is told to whoever leases the service later; the newest one stays. Of an abort and a lease at once, whichever comes second is told of the other.
 * - **Pushes in order.** Of the pushes of a service the newest is kept for ever, and each is answered it.
 * - **Templates in order.** Of what a service's declarations release, the newest is kept for ever with the time and the version at which it became that, and each declaration is answered it. One that says the same again leaves its time.
 * - **Signals latch.** The first signal of a deployment is kept; later ones are only logged, unless one asks for users whom the first leaves where they are: that one takes its place. Nothing clears it. A terminal deployment takes none.
 * - **A decision yields.** `decide` to anything but the way back is refused as stale when a signal was stored since the record was loaded, and to `promoting` whenever one is stored.
 * - **A promotion yields.** `finish` as promoted is refused as stale while a signal is stored: it came before the promotion was written down.
 * - **Users who are asked back come back.** `finish` as rolled back that leaves users elsewhere than on stable is refused while a signal is stored that asks for them: `UsersAskedBackError`.
 * - **Tokens meet signals.** Whichever comes second, the token or the signal, is told of the other, so that one of both always answers the wait.
 * - **Approvals are of one step.** An approval counts for the step it names and for no other. It stays: no other approval, and no repetition, takes it away.
 * - **Terminal absorbs.** After `finish` nothing changes the record's status; `finish` again with any outcome answers the first one.
 * - **Evidence by block.** Keeping evidence again replaces each block of the same metric, series and time, and loses no other.
 * - **Evidence in turn.** Evidence that was kept since it was read is refused as stale: of two looks at once only one is kept.
 * - **Profiles by release.** A service's profiles are kept by task definition; a later one of the same release replaces it.
 * - **Turns in order.** Of those who ask a queue for a turn, as many as its burst go at once, and the others one after the other, in the order in which they asked.
 * - **Turns given back.** A turn that was given back is the next one's. Nobody who waits goes earlier, and an idle queue saves nothing up.
 * - **Turns at once.** Who asks only for a turn that is there now takes none that is not, and nobody waits longer for it.
 * - **Owed until paid.** An announcement that is owed is listed, in the order of what it tells of, until it is paid; once under each name and time, and again when it is owed anew.
 * - **Durable order.** Events of a deployment read back in the order they were recorded, each exactly once. A signal that comes after the first one is left out when a burst of them has filled the record.
 *
 * Reads are strongly consistent, but for `heldLeases`.
 *
 * @throws {StaleDecisionError} the deployment moved on since it was loaded. Not retryable.
 * @throws {LeaseLostError} it may act no more. Not retryable.
 * @throws {UsersAskedBackError} users are to be sent back before it is over. Not retryable.
 * @throws {NewerRecordError} a later version of Sluice wrote the record. Not retryable.
 * @throws {DependencyError} DynamoDB throttled or timed out. Retryable.
 * @throws {InvalidInputError} a deployment id that does not exist.
 */
export interface Ledger {
  rememberTrigger(
    key: { readonly service: string; readonly target: string; readonly trigger: Trigger },
    deploymentId: string,
  ): Promise<{ readonly kind: 'first' } | { readonly kind: 'duplicate'; readonly deploymentId: string }>;

  lease(
    request: Omit<Lease, 'fence' | 'leasedAt' | 'aborted'>,
    at: Date,
  ): Promise<
    | { readonly kind: 'leased'; readonly lease: Lease; readonly isNew: boolean }
    | { readonly kind: 'held'; readonly by: Pick<Lease, 'holder'> }
  >;
  /** As they were a moment ago, seconds at most as a rule: one may be missing that was taken since, or be there that was given back since. */
  heldLeases(): Promise<readonly Lease[]>;
  leaseOf(service: string): Promise<Lease | undefined>;
  /** Keeps a service for who goes back next, while `by` has it; false: `by` has it no longer, and nothing was kept. `until` is ISO 8601. */
  reserve(service: string, by: string, next: { readonly holder: string; readonly until: string }): Promise<boolean>;
  /** Keeps the service no longer for this holder. */
  unreserve(service: string, holder: string): Promise<void>;
  /** Keeps a person's abort or rollback for those who lease the service later; answers who has it at that moment. */
  abortUnbegun(service: string, abort: Signal): Promise<Lease | undefined>;
  /** Remembers when an image was pushed for a service; answers the newest of all, ISO 8601. */
  newestPush(service: string, pushedAt: string): Promise<string>;
  /** Remembers what a declaration releases; answers the newest of all. */
  newestTemplate(service: string, declared: Template): Promise<Template>;
  /** Before the lease of a deployment that has not ended is free, its record refuses every further decision, or to be made. */
  release(service: string, holder: string, fence?: number): Promise<void>;

  /** Records a new deployment with its log's first event, if it has its service. Admitting the same id again changes nothing; answers what is on record. */
  admit(deployment: Deployment, event: LoggedEvent): Promise<Deployment>;
  load(deploymentId: string): Promise<Deployment>;
  /** Undefined when the id is unknown: for callers to whom that is a normal answer. */
  find(deploymentId: string): Promise<Deployment | undefined>;
  /** Commits one decision on the loaded record: sequence + 1, or {@link StaleDecisionError}. */
  decide(loaded: Deployment, decision: Decision): Promise<Deployment>;

  storeSignal(
    deploymentId: string,
    signal: Signal,
    at: Date,
  ): Promise<
    | { readonly kind: 'stored' | 'already'; readonly guardToken?: string; readonly signal: Signal }
    | { readonly kind: 'too-late'; readonly status: DeploymentStatus }
  >;
  /**
   * Keeps the token of a wait; answers what was stored before it came: `approved` only for an approval of that same step. A token of the
   * same wait that was asked for later replaces it, and one that was asked for earlier does not: the writes of two tries may land in any order.
   */
  registerToken(
    deploymentId: string,
    wait: Wait,
    taskToken: string,
    askedAt: Date,
  ): Promise<{ readonly signal?: Signal; readonly approved: boolean }>;
  /** The token of a wait; undefined when none was registered. */
  tokenOf(deploymentId: string, wait: Wait): Promise<string | undefined>;
  /** Records a person's approval of one step; `token` is there when the machine already waits. Late approvals answer `too-late`. */
  approve(
    deploymentId: string,
    approval: { readonly stepIndex: number; readonly by: string; readonly at: Date },
  ): Promise<{ readonly kind: 'approved'; readonly taskToken?: string } | { readonly kind: 'too-late'; readonly status: DeploymentStatus }>;

  /** Counts one stopped candidate task; the same task again does not count. Answers how many distinct ones stopped. */
  countTaskFailure(deploymentId: string, taskArn: string): Promise<number>;

  finish(
    deploymentId: string,
    outcome: { readonly event: LoggedEvent } & (
      | { readonly status: 'promoted'; readonly retireAt?: string }
      /** `leavesUsers`: not all users were seen on stable. */
      | { readonly status: 'rolled-back'; readonly leavesUsers?: boolean }
      | { readonly status: 'needs-human' | 'refused' }
    ),
  ): Promise<Deployment>;
  /** What the judge knows of a deployment; empty when nothing was kept. */
  evidence(deploymentId: string): Promise<Evidence>;
  /**
   * Keeps all of it; blocks that began before `unchangedUntil` (epoch seconds) are known to be kept already and may not be written again.
   * A crash on the way leaves some of its blocks out, and nothing says that they were read: the next look reads them again.
   */
  keepEvidence(deploymentId: string, evidence: Evidence, unchangedUntil: number): Promise<void>;
  profileOf(service: string, taskDefinitionArn: string): Promise<ReleaseProfile | undefined>;
  keepProfile(service: string, profile: ReleaseProfile): Promise<void>;

  /** When the caller's turn comes: now, or later. Each call takes a turn, also one that is repeated. */
  turn(queue: string, pace: TurnPace, at: Date): Promise<Date>;
  /** Gives back a turn that was not used. */
  turnBack(queue: string, pace: TurnPace, at: Date): Promise<void>;
  /** Takes a turn if it is there now. */
  turnNow(queue: string, pace: TurnPace, at: Date): Promise<boolean>;

  /**
   * Keeps an announcement that the bus did not take, or a request until it can be looked at.
   *
   * @param name one that is owed again under the same name and time is owed once; without it each has a name of its own
   * @returns its key
   */
  owe(event: SluiceEvent, name?: string): Promise<string>;
  owed(): Promise<readonly { readonly key: string; readonly event: SluiceEvent }[]>;
  paid(key: string, at: Date): Promise<void>;

  append(deploymentId: string, event: LoggedEvent): Promise<void>;
  events(deploymentId: string): Promise<readonly LoggedEvent[]>;
  /** Deployments of one service, newest first. For people; never for decisions. */
  history(service: string, limit: number): Promise<readonly Deployment[]>;
}
