/** More than `LaunchCandidate` waits for one answer of ECS: a launch that was under way when the execution ended has landed by then. */
const lateLaunchSeconds = 35;

/** One call that every way back of a lost execution makes first, while users may be on a bad version: a few seconds at most. */
const briefly = {
  TimeoutSeconds: 3,
  Retry: [
    { ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 0 },
    { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1, BackoffRate: 1, JitterStrategy: 'FULL' },
  ],
};

/** Goes on whatever fails. `States.ALL` leaves out `States.DataLimitExceeded`, so that is named too. */
export function caughtAll(Next: string, Assign?: Readonly<Record<string, unknown>>): readonly object[] {
  return ['States.DataLimitExceeded', 'States.ALL'].map((error) => ({ ErrorEquals: [error], ...(Assign && { Assign }), Next }));
}

/** The first of {@link leaveUnlaunched}. */
export const firstOfUnlaunched = 'ReadCandidateLane';

/** Whether an execution that is lost may have ended before its launch can be known: plans of an earlier control plane do not say. */
export const isFoundKnown = "$failure.Error in ['ExecutionLost', 'SignalLost'] and $exists($plan.candidate.taskDefinitionArn)";

/**
 * What the restore machine does first when an execution was lost: who launched nothing takes nothing away. A candidate lane that still is
 * as admission found it may be the way back of the promotion before, and users whom somebody moved meanwhile stay where they are, unless
 * a person or the sweep asked for their way back: otherwise only scaling is given back. It is looked at twice, because a launch that was asked
 * for may land late; the wait between costs nothing when nothing was launched, and who did launch goes back at once.
 *
 * @param goBack the state that takes users back: also when something cannot be read
 * @param giveBack the state that gives scaling back
 */
export function leaveUnlaunched(goBack: string, giveBack: string): Readonly<Record<string, object>> {
  const Catch = caughtAll(goBack);
  return {
    [firstOfUnlaunched]: {
      Type: 'Task',
      Comment: 'Does the candidate lane run the revision that admission found, and no other?',
      Resource: 'arn:aws:states:::aws-sdk:ecs:describeServices',
      Arguments: { Cluster: '{% $plan.cluster %}', Services: ['{% $plan.candidate.ecsService %}'] },
      ...briefly,
      Catch,
      Assign: {
        asFound:
          '{% ($lane := $states.result.Services[ServiceName = $plan.candidate.ecsService]; $found := $plan.candidate.taskDefinitionArn; $lane.TaskDefinition = $found and $count($lane.Deployments[TaskDefinition != $found]) = 0) %}',
        candidateRuns: '{% $states.result.Services[ServiceName = $plan.candidate.ecsService].RunningCount > 0 %}',
      },
      Output: {},
      Next: 'AsFound?',
    },
    'AsFound?': { Type: 'Choice', Choices: [{ Condition: '{% $asFound %}', Next: 'ReadUsers' }], Default: goBack },
    ReadUsers: {
      Type: 'Task',
      Comment:
        'Users who are together stay. Split ones go back, because somebody may have put a launched lane back to its revision, and so do those whom somebody sent to a lane without a task.',
      Resource: 'arn:aws:states:::aws-sdk:elasticloadbalancingv2:describeRules',
      Arguments: { RuleArns: ['{% $plan.ruleArn %}'] },
      ...briefly,
      Catch,
      Assign: {
        mayStay:
          "{% ($groups := $states.result.Rules[0].Actions[Type = 'forward'].ForwardConfig.TargetGroups[Weight > 0]; $count($groups) = 1 and ($candidateRuns or $groups.TargetGroupArn != $plan.candidate.targetGroupArn)) %}",
        onStable:
          "{% ($groups := $states.result.Rules[0].Actions[Type = 'forward'].ForwardConfig.TargetGroups[Weight > 0]; $count($groups) = 1 and $groups.TargetGroupArn = $plan.stable.targetGroupArn) %}",
        observed: "{% [$states.result.Rules[0].Actions[Type = 'forward'].ForwardConfig.TargetGroups] %}",
      },
      Output: {},
      Next: 'MayStay?',
    },
    ...lookAgain(goBack, giveBack),
  };
}

function lookAgain(goBack: string, giveBack: string): Readonly<Record<string, object>> {
  return {
    'MayStay?': {
      Type: 'Choice',
      Comment: 'An abort, or that nobody serves them, takes users back whom somebody moved; the lane that they leave keeps its tasks.',
      Choices: [
        { Condition: '{% $not($mayStay) %}', Next: goBack },
        {
          Condition: "{% $lookedAgain and $failure.Error = 'SignalLost' and $not($onStable) %}",
          Assign: { launched: false },
          Next: goBack,
        },
        { Condition: '{% $lookedAgain %}', Next: giveBack },
      ],
      Default: 'AwaitLateLaunch',
    },
    AwaitLateLaunch: {
      Type: 'Wait',
      Comment: 'A launch that was asked for just before the execution ended shows by then.',
      Seconds: lateLaunchSeconds,
      Assign: { lookedAgain: true },
      Next: firstOfUnlaunched,
    },
  };
}
