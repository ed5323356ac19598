import { describe, expect, it } from 'vitest';
import { admission } from '../../../core/deployment/admission.ts';
import type { AdmissionFacts } from '../../../core/deployment/admission-facts.ts';
import type { RuleActions } from '../../../core/deployment/aws-requests.ts';
import type { RefusalCode } from '../../../core/deployment/refusals.ts';
import { aLane, aPlan, aRevision, aService, blueArn, digest, greenArn, someActions, someFacts } from '../builders.ts';

/** The codes of every reason that these facts are refused for; none when they are admitted. */
function codesOf(change: Partial<AdmissionFacts>): readonly RefusalCode[] {
  const answer = admission(someFacts(change));
  return answer.kind === 'refused' ? answer.refusals.map(({ code }) => code) : [];
}

const planOf = (change: Partial<AdmissionFacts> = {}) => {
  const answer = admission(someFacts(change));
  return answer.kind === 'admitted' ? answer.plan : undefined;
};

const alarm = {
  arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-5xx',
  name: 'orders-5xx',
  state: 'OK',
  actionsEnabled: true,
} as const;
const withRule = (actions: RuleActions): Partial<AdmissionFacts> => ({ rule: { actions, isDefault: false } });
const withStable = (change: Parameters<typeof aLane>[0]): Partial<AdmissionFacts> => ({
  lanes: { ...someFacts().lanes, blue: aLane(change) },
});
const sticky = (seconds: number): RuleActions =>
  someActions(100, 0).map((action) => ({
    ...action,
    ForwardConfig: { ...Object(action.ForwardConfig), TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: seconds } },
  }));

const testRoute = { header: { name: 'x-test', value: 'candidate' }, ruleArn: 'arn:test-rule' };

describe('admission', () => {
  it('admits what nothing speaks against, and says what will happen', () => {
    expect(admission(someFacts())).toMatchObject({
      kind: 'admitted',
      because: `${digest} goes to lane green in steps of 5, 25, 50, 100 %`,
    });
  });

  it.each<[RefusalCode, string, Partial<AdmissionFacts>]>([
    ['RuleMissing', 'a rule that does not exist', { rule: undefined }],
    ['RuleIsDefault', 'the default rule of a listener', { rule: { actions: someActions(100, 0), isDefault: true } }],
    ['TestRuleMissing', 'a rule of the test route that does not exist', { service: aService({ testRoute }) }],
    ['RuleIsDefault', 'a default rule as test route', { service: aService({ testRoute }), testRule: { actions: [], isDefault: true } }],
    [
      'RuleActionUnknown',
      'a test route that checks tokens',
      { service: aService({ testRoute }), testRule: { actions: [{ Type: 'jwt-validation' }], isDefault: false } },
    ],
    ['RuleNotTwoLanes', 'a rule with one lane', withRule([{ Type: 'forward', TargetGroupArn: blueArn }])],
    ['RuleNotTwoLanes', 'a rule that redirects', withRule([{ Type: 'redirect' }])],
    ['RuleNotTwoLanes', 'a rule without weight', withRule(someActions(0, 0))],
    ['RuleActionUnknown', 'a rule that checks tokens', withRule([{ Type: 'jwt-validation', Order: 1 }, ...someActions(100, 0)])],
    ['WeightsNotWhole', 'split traffic', withRule(someActions(95, 5))],
    ['StickinessTooLong', 'stickiness of an hour', withRule(sticky(3_600))],
    ['AlarmMissing', 'an alarm that does not exist', { alarms: { found: [], missing: ['orders-5xx'] } }],
    ['AlarmFiring', 'an alarm that fires already', { alarms: { found: [{ ...alarm, state: 'ALARM' }], missing: [] } }],
    ['AlarmDisabled', 'an alarm without its actions', { alarms: { found: [{ ...alarm, actionsEnabled: false }], missing: [] } }],
    ['LaneUnavailable', 'a lane that is being deleted', { lanes: { ...someFacts().lanes, green: aLane({ status: 'DRAINING' }) } }],
    ['StableUnhealthy', 'stable with a task missing', withStable({ runningCount: 3 })],
    ['StableUnhealthy', 'stable in the middle of a rollout', withStable({ deployments: [...aLane().deployments, ...aLane().deployments] })],
    ['StableUnhealthy', 'stable with an unhealthy target', withStable({ healthyTargets: 3 })],
    ['StableUnhealthy', 'stable without tasks', withStable({ desiredCount: 0, runningCount: 0, healthyTargets: 0 })],
    ['TaskDefinitionMissing', 'stable without a snapshot to go back to', withStable({ revision: undefined })],
    ['TaskDefinitionMissing', 'a source that does not exist', { source: undefined }],
    ['ContainerMissing', 'a source without the container', { source: aRevision({}, { Name: 'web' }) }],
    ['ImageMissing', 'an image that is not there', { image: { kind: 'missing' } }],
    ['RolesBeyondStable', 'another task role', { source: aRevision({ TaskRoleArn: 'arn:aws:iam::111122223333:role/admin' }) }],
    ['RolesBeyondStable', 'another execution role', { source: aRevision({ ExecutionRoleArn: 'arn:aws:iam::111122223333:role/admin' }) }],
    ['PrivilegesBeyondStable', 'a privileged container', { source: aRevision({}, { Privileged: true }) }],
    ['PlanTooLong', 'a plan that fills the history', { service: aService({ launchSeconds: 7_200, inspectSeconds: 0.1 }) }],
    ['ScalingUneven', 'scaling on one lane only', { scalableTargets: [scalable('orders-blue')] }],
    ['ScalingSuspended', 'stable that cannot grow', { scalableTargets: [suspended('orders-blue', 'Out'), scalable('orders-green')] }],
  ])('refuses as %s: %s', (code, _, change) => {
    expect(codesOf(change)).toEqual([code]);
  });

  it('says how to let stable grow again', () => {
    const answer = admission(someFacts({ scalableTargets: [suspended('orders-blue', 'Out'), scalable('orders-green')] }));
    expect(answer.because).toContain(
      'scale-out of service/prod/orders-blue is suspended, and a promotion would hand that on; ' +
        'register the scalable target with DynamicScalingOutSuspended false',
    );
  });

  it('names the action that cannot be sent back, its rule and the fix', () => {
    const actions = [{ Type: 'jwt-validation', Order: 1 }, { Type: 'authenticate-cognito', Order: 2 }, ...someActions(100, 0)];
    expect(admission(someFacts(withRule(actions))).because).toContain(
      `listener rule ${aService().listenerRuleArn} has an action of type jwt-validation, which neither a shift nor the way back could send: ` +
        'remove the action; authenticate-oidc and authenticate-cognito may stay before the forward',
    );
  });

  it('admits a stable lane that may only not shrink, and an idle lane at rest', () => {
    expect(codesOf({ scalableTargets: [suspended('orders-blue', 'In'), suspended('orders-green', 'Out')] })).toEqual([]);
  });

  it('lists every reason, not only the first', () => {
    expect(
      codesOf({
        image: { kind: 'missing' },
        alarms: { found: [{ ...alarm, state: 'ALARM' }], missing: ['other'] },
        ...withStable({ runningCount: 3 }),
      }),
    ).toEqual(['AlarmMissing', 'AlarmFiring', 'StableUnhealthy', 'ImageMissing']);
  });

  it('admits an alarm without data, a short stickiness and a role that is given up', () => {
    const { TaskRoleArn: _, ...withoutRole } = aRevision();
    const alarms = { found: [{ ...alarm, state: 'INSUFFICIENT_DATA' } as const], missing: [] };
    expect(codesOf({ alarms, source: withoutRole, ...withRule(sticky(30)) })).toEqual([]);
  });

  describe('of what stable serves already', () => {
    const serving = withStable({ revision: planOf()?.revision });

    it('is refused', () => {
      expect(codesOf(serving)).toEqual(['SameDigestAlreadyServing']);
    });

    it('is admitted when the task definition changed, with the same image', () => {
      expect(codesOf({ ...serving, source: aRevision({ Cpu: '512' }) })).toEqual([]);
    });

    describe('to measure the judge', () => {
      const request = { ...someFacts().request, purpose: 'a-a' } as const;

      it('is admitted, and no metric acts', () => {
        const plan = planOf({ ...serving, request });
        expect(plan).toEqual({
          ...planOf(),
          analysis: { ...aPlan().analysis, metrics: aPlan().analysis.metrics.map((metric) => ({ ...metric, dryRun: true })) },
        });
      });

      it.each<[string, Partial<AdmissionFacts>, string]>([
        ['another image', { image: { kind: 'found', digest: `sha256:${'b'.repeat(64)}` } }, `this is 111122223333.dkr.ecr`],
        ['another task definition', { source: aRevision({ Cpu: '512' }) }, 'this is another task definition: give what serves'],
      ])('is refused with %s', (_, change, because) => {
        const answer = admission(someFacts({ ...serving, request, ...change }));
        expect(codesOf({ ...serving, request, ...change })).toEqual(['NotAsServing']);
        expect(answer.because).toContain(because);
      });
    });
  });
});

function scalable(ecsService: string) {
  const SuspendedState = { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false };
  const ResourceId = `service/prod/${ecsService}`;
  return {
    ServiceNamespace: 'ecs',
    ResourceId,
    ScalableDimension: 'ecs:service:DesiredCount',
    MinCapacity: 2,
    MaxCapacity: 10,
    SuspendedState,
  };
}

function suspended(ecsService: string, direction: 'In' | 'Out') {
  const target = scalable(ecsService);
  return { ...target, SuspendedState: { ...target.SuspendedState, [`DynamicScaling${direction}Suspended`]: true } };
}

describe('the plan', () => {
  it('goes from the lane with all the weight to the other, whichever that is', () => {
    const lanes = { blue: someFacts().lanes.green, green: someFacts().lanes.blue };
    expect(planOf({ lanes, ...withRule(someActions(0, 100)) })).toMatchObject({
      stable: { lane: 'green', targetGroupArn: greenArn, desiredCount: 4 },
      candidate: { lane: 'blue', targetGroupArn: blueArn, desiredCount: 4 },
      revision: { Family: 'orders-blue' },
    });
  });

  it('says what the candidate lane ran, so that a way back knows whether anything was launched', () => {
    const { green } = someFacts().lanes;
    const [{ taskDefinitionArn } = { taskDefinitionArn: '' }] = green.deployments;
    expect(planOf({})?.candidate).toMatchObject({ lane: 'green', taskDefinitionArn });
    const empty = { ...someFacts().lanes, green: { ...green, deployments: [] } };
    expect(planOf({ lanes: empty })?.candidate).not.toHaveProperty('taskDefinitionArn');
  });

  it('keeps the rule as found, stickiness and leading actions included', () => {
    const actions = [
      { Type: 'forward', Order: 5, ...Object(someActions(1, 0)[0]), Stray: 'kept' },
      { Type: 'authenticate-cognito', Order: 3 },
    ];
    expect(planOf(withRule(actions))).toMatchObject({
      actionsBefore: actions,
      leadingActions: [{ Type: 'authenticate-cognito', Order: 1 }],
      stickiness: { Enabled: false },
    });
  });

  it('guards by ARN the alarms that were declared by name', () => {
    expect(planOf({ alarms: { found: [alarm], missing: [] } })?.guards).toEqual({ alarmArns: [alarm.arn], taskFailuresAllowed: 0 });
  });

  it('drains for the longer deregistration delay, or the stickiness, and a margin', () => {
    const lanes = { ...someFacts().lanes, green: aLane({ deregistrationDelaySeconds: 45 }) };
    expect(planOf({ lanes })?.drainSeconds).toBe(105);
    expect(planOf(withRule(sticky(60)))?.drainSeconds).toBe(120);
  });

  // A shift in flight when the traffic lane is stopped may still bring users to the candidate for so long.
  it('drains for at least as long as a shift may be in flight, and a margin', () => {
    expect(planOf({ service: aService({ drainSeconds: 5 }) })?.drainSeconds).toBe(90);
    expect(planOf({ service: aService({ drainSeconds: 31 }) })?.drainSeconds).toBe(91);
  });

  // DescribeRules never gives the client secret, and ModifyRule without one is refused unless told to keep it.
  it('keeps the client secret of the identity provider, in every shift and in the restore', () => {
    const oidc = { Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig: { ClientId: 'orders', Issuer: 'https://idp.example.com' } };
    const kept = { ...oidc, AuthenticateOidcConfig: { ...oidc.AuthenticateOidcConfig, UseExistingClientSecret: true } };
    const forward = { ...Object(someActions(100, 0)[0]), Order: 2 };
    expect(planOf(withRule([oidc, forward]))).toMatchObject({ actionsBefore: [kept, forward], leadingActions: [kept] });
  });

  it('sends other actions as found', () => {
    const cognito = { Type: 'authenticate-cognito', Order: 1, AuthenticateCognitoConfig: { UserPoolClientId: 'orders' } };
    expect(planOf(withRule([cognito, ...someActions(100, 0)]))).toMatchObject({ leadingActions: [cognito] });
    expect(planOf(withRule([cognito, ...someActions(100, 0)]))?.actionsBefore[0]).toEqual(cognito);
  });

  it.each([
    ['full', [5, 100], 4],
    ['partial', [5, 100], 1],
    ['partial', [0, 30, 100], 2],
    ['partial', [100], 4],
  ] as const)('launches a %s candidate of steps %j with %i of 4 tasks', (candidateSize, percents, count) => {
    const steps = percents.map((candidatePercent) => ({ candidatePercent, bakeSeconds: 60, approval: false }));
    expect(planOf({ service: aService({ candidateSize, steps }) })?.candidate.desiredCount).toBe(count);
  });

  it('points the test route at the candidate when it has a rule of its own', () => {
    const service = aService({ testRoute });
    expect(planOf({ service, testRule: { actions: someActions(100, 0), isDefault: false } })).toMatchObject({
      testRuleArn: 'arn:test-rule',
      testLeadingActions: [],
    });
    expect(planOf({ service: aService({ testRoute: { header: testRoute.header } }) })).not.toHaveProperty('testRuleArn');
  });

  it('keeps the log-in of the test route, and nothing that answers by itself', () => {
    const cognito = { Type: 'authenticate-cognito', Order: 1 };
    const closed = { Type: 'fixed-response', Order: 2 };
    expect(
      planOf({ service: aService({ testRoute }), testRule: { actions: [cognito, closed], isDefault: false } })?.testLeadingActions,
    ).toEqual([cognito]);
  });

  it('holds stable up, keeps the idle lane at rest, and moves scaling with the traffic', () => {
    const [blue, green] = [scalable('orders-blue'), scalable('orders-green')];
    const suspended = { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true, ScheduledScalingSuspended: true };
    // Somebody may raise the largest sizes during the release or in its rollback window.
    const [{ MaxCapacity: _, ...stable }, { MaxCapacity: __, ...idle }] = [blue, green];
    const atRest = { ...idle, MinCapacity: 0, SuspendedState: suspended };
    const plan = planOf({ scalableTargets: [blue, green] });
    const { holdScaling, raisedScaling, promotedScaling, restoredScaling } = { ...plan };
    expect({ holdScaling, raisedScaling, promotedScaling, restoredScaling }).toEqual({
      holdScaling: [{ ...stable, SuspendedState: { ...suspended, DynamicScalingOutSuspended: false } }, atRest],
      raisedScaling: [],
      promotedScaling: [
        { ...stable, ResourceId: green.ResourceId },
        { ...stable, MinCapacity: 0, SuspendedState: suspended },
      ],
      restoredScaling: [stable, atRest],
    });
  });
});
