import type { EventType } from './published-events.ts';

/** What a reader of the reference learns about one event. */
interface EventEntry {
  readonly meaning: string;
  /** `bus`: on the event bus and in the log. `log`: in the deployment's log only. */
  readonly where: 'bus' | 'log';
  /** Fields of `detail`. */
  readonly detail: Readonly<Record<string, string>>;
}

const request = 'what was asked for: service, imageDigest or taskDefinitionArn, purpose, trigger';
const ending = {
  error: 'name of the error that ended the traffic lane, or null',
  observed: 'target groups with weights as last read, or null',
  analysis: 'what the judge said last: kind, because, warnings, and for each metric its verdict, e-value, p-value and counts; or null',
} as const;
const judged = { analysis: 'what the judge said; absent when it says the same as at the look before' } as const;
const drift = { candidatePercent: 'the share of users that was intended, 0 to 100', shows: 'what the rule shows, in words' } as const;

/** The published events in the order of a deployment's life: the source of `docs/reference/events.md`. */
export const eventReference: Readonly<Record<EventType, EventEntry>> = {
  DeploymentAdmitted: {
    meaning: 'A deployment has the lease of its service and a plan. Nothing was changed in AWS yet.',
    where: 'bus',
    detail: { request },
  },
  DeploymentRefused: {
    meaning:
      'A deployment was not started. Every reason is listed, not only the first. `NotAdmitted`: its execution ended before it was known whether it may. `TimeAhead`: it was asked for at a time that is still to come; `because` names its image.',
    where: 'bus',
    detail: { request, refusals: 'list of code and because' },
  },
  DeploymentDuplicated: {
    meaning: 'A trigger came again and found its deployment started. Nothing was done.',
    where: 'bus',
    detail: { request },
  },
  RequestRefused: {
    meaning:
      'A person asked for users to go back, or agreed to a step, and it has no effect: `because` says why. Without a deployment that it is for, `deploymentId` is empty; for a deployment that nobody knows, `service` is.',
    where: 'bus',
    detail: { request: 'AbortRequested, RollbackRequested or ApprovalGiven', by: 'who asked', askedAt: 'when, ISO 8601' },
  },
  RollbackPostponed: {
    meaning:
      'A person asked to go back while CloudFormation updates the lanes, or while ECS or ELB do not tell how they are. It is tried again, and told again, about once a minute.',
    where: 'bus',
    detail: { by: 'who asked', askedAt: 'when, ISO 8601', asked: 'what for, in words' },
  },
  TrafficShiftIntended: {
    meaning: 'Traffic is about to move; written down before it does.',
    where: 'log',
    detail: { stepIndex: 'index of the step, from 0', candidatePercent: 'share of users, 0 to 100', ...judged },
  },
  Looked: {
    meaning: 'The judge looked, and the step goes on as it is.',
    where: 'log',
    detail: { bakeSeconds: 'seconds to the next look', ...judged },
  },
  DeploymentHeld: {
    meaning: 'A step is held: neither direction would help users, or no verdict comes. People are being called.',
    where: 'log',
    detail: { stepIndex: 'index of the step, from 0', bakeSeconds: 'seconds to the next look', ...judged },
  },
  DeploymentFrozen: {
    meaning: 'The rule shows weights that Sluice did not set: nobody is moved in either direction until they are as intended again.',
    where: 'log',
    detail: { ...drift, bakeSeconds: 'seconds to the next look', ...judged },
  },
  DriftPaged: {
    meaning: 'People were paged because the rule shows weights that Sluice did not set. Once for each drift.',
    where: 'bus',
    detail: { ...drift, whoDidIt: 'where CloudTrail names who changed the rule' },
  },
  FreezeEnded: {
    meaning: 'The rule shows what was intended again; the step bakes anew.',
    where: 'log',
    detail: { shows: 'the weights that were not intended', bakeSeconds: 'seconds to the next look', ...judged },
  },
  WouldRollBack: {
    meaning: 'Metrics that are judged in dry-run have regressed: asked to, they would roll back. Told once for each metric.',
    where: 'bus',
    detail: { metrics: 'what was found, for each metric' },
  },
  JudgeWarned: {
    meaning: 'Nothing follows from it, but people should know: slower than the release before, an uneven share of requests.',
    where: 'bus',
    detail: { warnings: 'list of sentences' },
  },
  CandidateScaleIntended: {
    meaning: 'A partial candidate is about to get more tasks, before users need them.',
    where: 'log',
    detail: { candidateCount: 'desired count of the candidate lane', ...judged },
  },
  ApprovalRequested: {
    meaning: 'A step waits for a person.',
    where: 'log',
    detail: { stepIndex: 'index of the step, from 0', ...judged },
  },
  ApprovalGiven: {
    meaning: 'A person agreed to a step.',
    where: 'log',
    detail: { stepIndex: 'index of the step, from 0', by: 'the person' },
  },
  CandidateRegressed: {
    meaning: 'The traffic lane decided to go back: a verdict, users whom nobody serves, or a spent deadline.',
    where: 'log',
    detail: judged,
  },
  GuardTripped: {
    meaning:
      'A signal was stored and ends the deployment: an alarm, a crashed task, a failed launch, users whom nobody serves or a person.',
    where: 'log',
    detail: { signal: 'kind, source, because and occurredAt' },
  },
  PromotionIntended: {
    meaning: 'Every step was safe and the guard is being closed. A signal that came first still wins.',
    where: 'log',
    detail: judged,
  },
  DeploymentPromoted: { meaning: 'Every user is on the candidate; it is stable from now on.', where: 'bus', detail: ending },
  DeploymentRolledBack: {
    meaning: 'Every user is on stable again, as observed, and the candidate is stopped.',
    where: 'bus',
    detail: ending,
  },
  HumanNeeded: {
    meaning:
      'Traffic could not be confirmed on one lane. A person was paged; the lease is kept, unless a rule or a lane is gone and nothing is left to put back.',
    where: 'bus',
    detail: ending,
  },
  StableRetired: { meaning: 'The rollback window is over and the old lane is at rest.', where: 'bus', detail: ending },
  RestoreStarted: {
    meaning: 'The reconciler found a deployment without its execution and started the machine that takes traffic back.',
    where: 'log',
    detail: {},
  },
};

/** What people and pipelines send to the default event bus to ask for something: detail-type, meaning and fields of `detail`. */
export const requestReference: Readonly<Record<string, Omit<EventEntry, 'where'>>> = {
  DeploymentRequested: {
    meaning:
      'Release this image, or this task definition. With a `Time` that is more than five seconds ahead it is refused for good (`TimeAhead`): put the event again without one.',
    detail: {
      service: 'name of the service',
      image: 'tag or digest in its repository, when not the one of the task definition',
      taskDefinitionArn: 'source task definition, when not the declared one',
      purpose:
        'release, or a-a: what serves already goes to the other lane too, and metrics are judged without acting, which tells how often the judge would be wrong',
      requestId: 'the same for a repeated request, which then does nothing; without it the id of the event',
    },
  },
  AbortRequested: {
    meaning:
      'End the deployment and go back, also when it was promoted since. What was asked for before, or in the same second, and has not begun is refused. A `Time` that is still to come counts as now.',
    detail: { service: 'name of the service', by: 'who asks', because: 'why' },
  },
  RollbackRequested: {
    meaning:
      'Go back, also after a promotion while the rollback window lasts. What was asked for before, or in the same second, and has not begun is refused. A `Time` that is still to come counts as now.',
    detail: { service: 'name of the service', by: 'who asks', because: 'why' },
  },
  ApprovalGiven: {
    meaning: 'Agree to a step that asks for approval, before or while it waits. Too late, it has no effect.',
    detail: { deploymentId: 'the deployment', stepIndex: 'index of the step, from 0', by: 'who agrees' },
  },
};
