/** One limit and why it is that: the reason is part of the message of a refusal. */
export interface Limit {
  readonly value: number;
  readonly because: string;
}

/** The smallest and the largest duration of a field, in seconds, and why. */
export interface SecondsRange {
  readonly minSeconds: number;
  readonly maxSeconds: number;
  readonly because: string;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Every limit of a deployment. Counts are plain, times are seconds. AWS figures come from the service quotas of Step Functions, ECS and ELBv2. */
export const limits = {
  steps: { value: 50, because: 'more steps than that tell the judge nothing new and fill the execution history' },
  historyEvents: {
    value: 20_000,
    because: 'Step Functions ends an execution at 25,000 events; the rest is kept for retries and the rollback',
  },
  longestSeconds: { value: 364 * day, because: 'Step Functions ends an execution after one year; one day is kept for the rollback' },
  holdSeconds: { value: day, because: 'a step held without a verdict for a day will not get one without a person' },
  holdLookSeconds: {
    value: 30 * minute,
    because: 'a held step changes slowly, and each look costs history events; the guard still reacts at once',
  },
  freezeLookSeconds: {
    value: 5 * minute,
    because: 'who was paged mends the rule within an hour or not soon, and should not wait long for the release to go on',
  },
  freezeCloseSeconds: { value: hour, because: 'after that a frozen deployment is looked at as rarely as a held one' },
  pageTries: {
    value: 10,
    because: 'SNS may be down when a step is held, so a failed call is repeated at the next looks; each costs ten history events',
  },
  approvalSeconds: { value: 7 * day, because: 'an approval nobody gives within a week is a no' },
  approvalLookSeconds: {
    value: 30 * minute,
    because: 'a week of waits costs history events, and metrics watch users meanwhile',
  },
  stickinessSeconds: {
    value: minute,
    because: 'a client with a stickiness cookie stays on the candidate until it expires, also after a rollback',
  },
  drainMarginSeconds: {
    value: 60,
    because: 'weights reach load balancer nodes within seconds, with no published bound; simulated up to a minute late',
  },
  reachedSeconds: {
    value: hour,
    because: 'who comes by another rule comes in an hour, and CloudWatch shows it minutes later',
  },
  rulesAtOnce: { value: 20, because: 'ELB does not say how many rules one call may name; other calls that describe take twenty' },
  shiftInFlightSeconds: {
    value: 30,
    because: 'a ModifyRule call of ShiftTraffic may still land this long after its lane was stopped (its TimeoutSeconds)',
  },
  startSeconds: {
    value: minute,
    because: 'a lease may be taken before Step Functions shows its execution; a start that takes longer has failed',
  },
  stackUpdateSeconds: {
    value: 15 * minute,
    because: 'nothing says when CloudFormation is done with two ECS services, a rule and two target groups',
  },
  heldOpenSeconds: {
    value: 17 * minute,
    because: 'a stack update may have a service for the rest of a rollback window; a sweep frees it, the next brings the request back',
  },
  triesSeconds: {
    value: 20,
    because: 'an event is tried again in its own invocation, and the last try ends within the 30 seconds of a function',
  },
  admissionsAtOnce: {
    value: 5,
    because: 'an admission takes six calls of ELB, which lets an account make forty at once',
  },
  admissionSeconds: {
    value: 2,
    because:
      'an admission and its launch take some twelve calls of ELB, which lets an account make ten a second: the next ones wait for their turn first',
  },
  deploymentsAtOnce: {
    value: 100,
    because: 'so many take a third of the calls that ELB lets an account make: nobody waits longer than for an admission',
  },
  deploymentSeconds: {
    value: 6,
    because:
      'a deployment takes some thirty-five calls of ELB, of the ten a second that an account may make: what is left is for looks and ways back',
  },
  glancesAtOnce: { value: 10, because: 'a look at whom users reach takes three calls of ELB, which lets an account make forty at once' },
  glanceSeconds: {
    value: 1,
    because:
      'a third of the calls that ELB lets an account make is for looks that move nobody: one among more than sixty does without some',
  },
  rollbackSeconds: { value: 30 * minute, because: 'five tries to restore traffic, each with its own retries and pauses' },
  clockSkewSeconds: { value: 5, because: 'what two hosts say happened within this time may have happened in either order' },
  alarmLagSeconds: {
    value: minute,
    because: 'CloudWatch does not say how soon a change of an alarm can be read; a look asks once more about those of this time',
  },
  untoldSeconds: {
    value: minute,
    because: 'an event may come before what it tells can be read: a younger one without that is delivered again, not dropped',
  },
  resentAtOnce: { value: 50, because: 'the reconciler sends what is owed after its sweep, within the 30 seconds of its function' },
  owedSeconds: {
    value: 3_600,
    because: 'a busy bus takes an announcement within minutes: after so long somebody has to look why not, and is paged as often',
  },
  resendSeconds: {
    value: 5,
    because: 'one may wait eighteen seconds for a bus that does not answer: none is begun after it, in a function of 30 seconds',
  },
  alarms: { value: 100, because: 'one DescribeAlarms call answers for at most 100 names' },
  taskFailuresAllowed: { value: 1_000, because: 'a guard that allows more failures than an ECS service has tasks is no guard' },
  evidenceBlocks: {
    value: 300_000,
    because: 'each look reads every block again: 6 MB, 20 days of ten series by the minute, seconds of a function of 512 MB',
  },
  correctionSeconds: {
    value: 15 * minute,
    because: 'metrics of a load balancer were seen to settle within ten minutes; what comes later corrects nothing',
  },
  readBackSeconds: {
    value: 3 * hour,
    because: 'CloudWatch keeps data finer than a minute for three hours; one unread metric must not make each look read days',
  },
  blocksPerLook: { value: 10_000, because: 'Prometheus refuses to answer with more than 11,000 values of one series' },
  httpBlocksPerLook: {
    value: 240,
    because: 'each block is one request, twelve at a time: 40 minutes of the finest are twenty rounds, which a fast endpoint answers',
  },
  sourceSeconds: { value: 5, because: 'a look reads and decides within the 30 seconds of a function, so a slow source is a silent one' },
  cloudWatchSeconds: {
    value: 8,
    because: 'a look asks CloudWatch for thresholds, blocks and a profile, one after the other, within the 30 seconds of a function',
  },
  guardSeconds: {
    value: 5,
    because: 'a look waits so long for weights, targets and alarms: with three waits for CloudWatch it ends within 30 seconds',
  },
  unreadSeconds: {
    value: 30 * minute,
    because:
      'a throttled account lets a look through within minutes: one refused so long, after all other time of its step, is not throttled',
  },
  unwatchedSeconds: {
    value: 5 * minute,
    because: 'a look comes within a minute or so, but an approval takes days: after so long the reconciler looks whether users are served',
  },
  promotingSeconds: {
    value: 15 * minute,
    because: 'scaling is transferred and the guard closed within minutes, also when AWS throttles both',
  },
  intentSeconds: {
    value: minute,
    because: 'weights reach every host of ELB a little late, so younger intents are not compared with what one host shows',
  },
  sweepSeconds: { value: 20, because: 'the reconciler begins nothing later than that, and ends within the 30 seconds of its function' },
  sweepLooks: {
    value: 20,
    because: 'each closer look at a running deployment takes three calls of ELB, which answers ten a second for the whole account',
  },
  sweepAtOnce: { value: 20, because: 'the AWS APIs that it asks answer some tens of calls a second' },
  sourceBytes: { value: 2 * 1024 * 1024, because: 'an answer with the most values that a look reads has a third of that' },
  httpBytes: {
    value: 128 * 1024,
    because: 'one number needs far less, and a function of 512 MB reads twelve answers for each lane of each metric at a time',
  },
  secretSeconds: { value: 5 * minute, because: 'a secret that was replaced is used within minutes, and not fetched at each look' },
  thresholdSeconds: { value: hour, because: 'an hour of stable is its present load, and enough requests for most quantiles' },
  quantileTail: { value: 5, because: 'where fewer requests than that are slower, the next one may move a quantile anywhere' },
  profileSeconds: { value: day, because: 'CloudWatch computes a quantile over one period, which is a day at most' },
  metrics: { value: 10, because: 'alpha is divided among them: with more, each needs far more evidence to roll back' },
  kayentaMetrics: { value: 50, because: 'a look reads the sources of all of them' },
  sourceMetrics: { value: 10, because: 'an expression over more metrics is better computed where they are published' },
  dimensions: { value: 30, because: 'CloudWatch metrics have at most 30 dimensions' },
  headers: { value: 10, because: 'a metrics service asks for a tenant and a content type, hardly more' },
  quantiles: { value: 4, because: 'each quantile shares the evidence of its metric with the others' },
  aaBlocks: { value: 30, because: 'fewer blocks do not tell how bad requests fall on them' },
  aaBadRequests: { value: 20, because: 'with fewer bad requests of the candidate, one more or less changes what is recommended' },
  backtestRows: {
    value: 10_080,
    because: 'a week of minutes, which takes half a minute: at each block all earlier ones are judged again',
  },
  responseSeconds: { value: 4_000, because: 'the longest idle timeout of a load balancer' },
  verdictCharacters: {
    value: 300,
    because: 'nobody reads a longer reason, and a record of 400 KB holds a dozen verdicts or more',
  },
  declarationCharacters: { value: 8_192, because: 'a parameter of Systems Manager holds no more, in its advanced tier' },
  fieldCharacters: { value: 2_048, because: 'which no name, ARN or task token of AWS exceeds' },
  reasonCharacters: {
    value: 2_000,
    because: 'CloudWatch gives at most 1,023; a record of 400 KB holds plan and log too, and a larger one cannot be written',
  },
  observedCharacters: {
    value: 16_384,
    because: 'a rule with its target groups takes a few hundred, and a record of 400 KB holds plan and log too',
  },
  reportedProblems: { value: 25, because: 'a person fixes a list of this length at once; a longer one hides its first line' },
} as const satisfies Record<string, Limit>;

/** What each duration of a declared service may be. */
export const durationLimits = {
  bake: { minSeconds: 10, maxSeconds: 30 * day, because: 'weights need seconds to take effect; a month is a second product line' },
  look: { minSeconds: 5, maxSeconds: hour, because: 'CloudWatch has no finer data than 1 s, and a slower look notices harm too late' },
  patience: { minSeconds: 0, maxSeconds: 7 * day, because: 'a verdict that a week of traffic does not give needs a person' },
  metricLag: { minSeconds: 0, maxSeconds: 15 * minute, because: 'CloudWatch metrics of a load balancer arrive minutes late, never hours' },
  warmup: { minSeconds: 0, maxSeconds: hour, because: 'a version that needs longer to warm up is slow for its users' },
  period: {
    minSeconds: 10,
    maxSeconds: hour,
    because: 'finer blocks cost more requests than they tell, and coarser ones notice harm too late',
  },
  rollbackWindow: { minSeconds: 0, maxSeconds: 30 * day, because: 'the old lane runs at full size, and at full cost, for all of it' },
  launchTimeout: {
    minSeconds: 30,
    maxSeconds: 2 * hour,
    because: 'an image pull takes this long at most; capacity that comes later is no plan',
  },
  inspectEvery: { minSeconds: 2, maxSeconds: 5 * minute, because: 'each inspection is one Lambda call and about ten history events' },
  drain: { minSeconds: 0, maxSeconds: hour, because: 'ELB deregistration delays end at 3,600 s' },
} as const satisfies Record<string, SecondsRange>;
