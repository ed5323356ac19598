import { caughtAll, firstOfUnlaunched, isFoundKnown } from './leave-unlaunched.ts';

const redriven = 'a redriven execution changes nothing: ask for a new deployment';

/** Two calls of ECS that a person's request may wait for; a refusal that lasts is no reason to keep users on a bad version. */
const someTries = [
  { ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 0 },
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 4, BackoffRate: 2, MaxDelaySeconds: 5, JitterStrategy: 'FULL' },
];

const countOf = (lane: string) => `$max([0, $states.result.Services[ServiceName = $plan.${lane}.ecsService].DesiredCount])`;

/** The first of {@link growStable}. */
export const firstOfGrowth = 'Requested?';

/** The first state of the rollback branch, to which {@link growStable} leads. */
export const afterGrowth = 'InspectStable';

const goOn = caughtAll(afterGrowth);

/**
 * What the restore machine does before the rollback branch when a person takes a promotion back. The candidate scaled with its users since,
 * for as long as the rollback window, while the old lane rested at the size of the admission: so that lane grows first. It is waited for as
 * long as a launch may take, and only while it has fewer healthy targets than it was asked for and than the candidate: users of tasks that
 * serve nobody, or whom the rule sends nowhere, wait for no task, and nobody waits for tasks that the candidate got meanwhile. A lane that was
 * trimmed since is made as large again in any case, waited for or not: nobody else would. Whatever fails, users go back: a person asked for it.
 *
 * While a deployment is in progress stable keeps its size, so its own way back has none of this.
 */
export const growStable: Readonly<Record<string, object>> = {
  [firstOfGrowth]: {
    Type: 'Choice',
    Comment: 'A lost deployment that launched goes back at once: its stable was never allowed to shrink.',
    Choices: [
      { Condition: "{% $failure.Error = 'RollbackRequested' %}", Next: 'ReadSizes' },
      { Condition: `{% ${isFoundKnown} %}`, Next: firstOfUnlaunched },
    ],
    Default: afterGrowth,
  },
  ReadSizes: {
    Type: 'Task',
    Comment: 'How many tasks each lane is to have.',
    Resource: 'arn:aws:states:::aws-sdk:ecs:describeServices',
    Arguments: { Cluster: '{% $plan.cluster %}', Services: ['{% $plan.stable.ecsService %}', '{% $plan.candidate.ecsService %}'] },
    TimeoutSeconds: 10,
    Retry: someTries,
    Catch: goOn,
    Assign: {
      stableServes: `{% ${countOf('stable')} %}`,
      wantedCount: `{% $max([${countOf('candidate')}, $plan.stable.desiredCount]) %}`,
      growing: false,
      asked: false,
      sentNowhere: false,
      growUntilMs: '{% $toMillis($states.context.State.EnteredTime) + 1000 * $plan.launchSeconds %}',
    },
    Output: {},
    Next: 'StableSmaller?',
  },
  'StableSmaller?': {
    Type: 'Choice',
    Choices: [
      { Condition: '{% $stableServes < $plan.stable.desiredCount %}', Next: 'GrowStable' },
      { Condition: '{% $stableServes < $wantedCount %}', Next: 'CountServing' },
    ],
    Default: afterGrowth,
  },
  CountServing: {
    Type: 'Task',
    Comment: 'Tasks that crash serve nobody, however many there are to be.',
    Resource: 'arn:aws:states:::aws-sdk:elasticloadbalancingv2:describeTargetHealth',
    Arguments: { TargetGroupArn: '{% $plan.candidate.targetGroupArn %}' },
    TimeoutSeconds: 10,
    Retry: someTries,
    Catch: goOn,
    Assign: { candidateServes: "{% $count($states.result.TargetHealthDescriptions[TargetHealth.State = 'healthy']) %}" },
    Output: {},
    Next: 'MoreServe?',
  },
  'MoreServe?': {
    Type: 'Choice',
    Choices: [
      {
        Condition:
          '{% $sentNowhere or $stableServes >= $wantedCount or $candidateServes <= $stableServes or $toMillis($states.context.State.EnteredTime) >= $growUntilMs %}',
        Next: afterGrowth,
      },
      { Condition: '{% $growing and $asked %}', Next: 'AwaitStable' },
      { Condition: '{% $growing %}', Next: 'ReadWeights' },
    ],
    Default: 'GrowStable',
  },
  ReadWeights: {
    Type: 'Task',
    Comment:
      'Users whom the rule sends to no lane are served by none, however many targets are healthy. Asked once, before the first wait.',
    Resource: 'arn:aws:states:::aws-sdk:elasticloadbalancingv2:describeRules',
    Arguments: { RuleArns: ['{% $plan.ruleArn %}'] },
    TimeoutSeconds: 10,
    Retry: someTries,
    Catch: caughtAll('AwaitStable', { asked: true }),
    Assign: {
      asked: true,
      sentNowhere:
        "{% ($groups := $states.result.Rules[0].Actions[Type = 'forward'].ForwardConfig.TargetGroups; $count($groups) > 0 and $count($groups[$not(Weight = 0)]) = 0) %}",
    },
    Output: {},
    Next: 'MoreServe?',
  },
  GrowStable: {
    Type: 'Task',
    Comment: 'As many tasks as the lane has that serves now, before its users come.',
    Resource: 'arn:aws:states:::aws-sdk:ecs:updateService',
    Arguments: {
      Cluster: `{% $states.context.Execution.RedriveCount = 0 ? $plan.cluster : $error('${redriven}') %}`,
      Service: '{% $plan.stable.ecsService %}',
      DesiredCount: '{% $wantedCount %}',
    },
    TimeoutSeconds: 10,
    Retry: someTries,
    Catch: goOn,
    Assign: { growing: true },
    Output: {},
    Next: 'CountServing',
  },
  AwaitStable: {
    Type: 'Wait',
    Comment:
      'A look costs fourteen history events: one every two seconds for the time of a launch would end the execution before users are back.',
    Seconds: '{% $max([10, $plan.inspectSeconds]) %}',
    Next: 'InspectGrown',
  },
  InspectGrown: {
    Type: 'Task',
    Comment: 'Targets of a group that somebody took out of the rule are checked by nobody and may serve.',
    Resource: 'arn:aws:states:::aws-sdk:elasticloadbalancingv2:describeTargetHealth',
    Arguments: { TargetGroupArn: '{% $plan.stable.targetGroupArn %}' },
    TimeoutSeconds: 10,
    Retry: someTries,
    Catch: goOn,
    Assign: {
      stableServes:
        "{% $count($states.result.TargetHealthDescriptions[TargetHealth.State = 'healthy' or TargetHealth.Reason = 'Target.NotInUse']) %}",
    },
    Output: {},
    Next: 'CountServing',
  },
};
