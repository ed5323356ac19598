const redriven = 'a redriven execution changes nothing: ask for a new deployment';

/** Two calls of ECS that a person's request may wait for; a refusal that lasts is no reason to keep users on a bad version. */
const someTries = [
  { ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 0 },
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 4, BackoffRate: 2, MaxDelaySeconds: 5, JitterStrategy: 'FULL' },
];

const taskCount = (lane: string) => `{% $max([0, $states.result.Services[ServiceName = $plan.${lane}.ecsService].DesiredCount]) %}`;

/** The first of {@link growStable}. */
export const firstOfGrowth = 'Requested?';

/** The first state of the rollback branch, to which {@link growStable} leads. */
export const afterGrowth = 'InspectStable';

const goOn = [
  { ErrorEquals: ['States.DataLimitExceeded'], Next: afterGrowth },
  { ErrorEquals: ['States.ALL'], Next: afterGrowth },
];

/**
 * What the restore machine does before the rollback branch when a person takes a promotion back. The candidate scaled with its users since,
 * for as long as the rollback window, while the old lane rested at the size of the admission: so that lane grows first. It is waited for as
 * long as a launch may take. Whatever fails, users go back: a person asked for it.
 *
 * While a deployment is in progress stable keeps its size, so its own way back has none of this.
 */
export const growStable: Readonly<Record<string, object>> = {
  [firstOfGrowth]: {
    Type: 'Choice',
    Comment: 'A lost deployment goes back at once: its stable was never allowed to shrink.',
    Choices: [{ Condition: "{% $failure.Error = 'RollbackRequested' %}", Next: 'ReadSizes' }],
    Default: afterGrowth,
  },
  ReadSizes: {
    Type: 'Task',
    Comment: 'How many tasks the old lane has, and how many serve now.',
    Resource: 'arn:aws:states:::aws-sdk:ecs:describeServices',
    Arguments: { Cluster: '{% $plan.cluster %}', Services: ['{% $plan.stable.ecsService %}', '{% $plan.candidate.ecsService %}'] },
    TimeoutSeconds: 10,
    Retry: someTries,
    Catch: goOn,
    Assign: { stableCount: taskCount('stable'), servingCount: taskCount('candidate') },
    Output: {},
    Next: 'StableSmaller?',
  },
  'StableSmaller?': {
    Type: 'Choice',
    Choices: [{ Condition: '{% $stableCount < $servingCount %}', Next: 'GrowStable' }],
    Default: afterGrowth,
  },
  GrowStable: {
    Type: 'Task',
    Comment: 'As many tasks as serve now, before their users come.',
    Resource: 'arn:aws:states:::aws-sdk:ecs:updateService',
    Arguments: {
      Cluster: `{% $states.context.Execution.RedriveCount = 0 ? $plan.cluster : $error('${redriven}') %}`,
      Service: '{% $plan.stable.ecsService %}',
      DesiredCount: '{% $servingCount %}',
    },
    TimeoutSeconds: 10,
    Retry: someTries,
    Catch: goOn,
    Assign: { growUntilMs: '{% $toMillis($states.context.State.EnteredTime) + 1000 * $plan.launchSeconds %}' },
    Output: {},
    Next: 'AwaitStable',
  },
  AwaitStable: { Type: 'Wait', Seconds: '{% $plan.inspectSeconds %}', Next: 'InspectGrown' },
  InspectGrown: {
    Type: 'Task',
    Comment: 'Targets of a group that somebody took out of the rule are checked by nobody and may serve.',
    Resource: 'arn:aws:states:::aws-sdk:elasticloadbalancingv2:describeTargetHealth',
    Arguments: { TargetGroupArn: '{% $plan.stable.targetGroupArn %}' },
    TimeoutSeconds: 10,
    Retry: someTries,
    Catch: goOn,
    Assign: {
      grown:
        "{% $count($states.result.TargetHealthDescriptions[TargetHealth.State = 'healthy' or TargetHealth.Reason = 'Target.NotInUse']) >= $servingCount %}",
    },
    Output: {},
    Next: 'StableGrown?',
  },
  'StableGrown?': {
    Type: 'Choice',
    Choices: [{ Condition: '{% $grown or $toMillis($states.context.State.EnteredTime) >= $growUntilMs %}', Next: afterGrowth }],
    Default: 'AwaitStable',
  },
};
