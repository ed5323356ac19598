import type { DescribeRulesCommandOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maker, twoLanes, weights } from '../ecs/two-lanes.ts';

type World = Awaited<ReturnType<typeof twoLanes>>;

const forward = (groups: readonly object[], stickiness?: object) => [
  {
    Type: 'forward',
    ForwardConfig: { TargetGroups: groups, ...(stickiness === undefined ? {} : { TargetGroupStickinessConfig: stickiness }) },
  },
];

function modify(world: World, actions: readonly object[], ruleArn = world.ruleArn) {
  return world.onElb<DescribeRulesCommandOutput>('ModifyRule', { RuleArn: ruleArn, Actions: actions });
}

async function actionsOf(world: World) {
  const { Rules = [] } = await world.onElb<DescribeRulesCommandOutput>('DescribeRules', { RuleArns: [world.ruleArn] });
  return Rules[0]?.Actions;
}

/** Weights that the data plane draws by. */
function liveWeights(world: World) {
  const action = world.balancing.routing(world.loadBalancerArn).rules()[0]?.action;
  return action?.kind === 'forward' ? action.groups.map(({ weight }) => weight) : [];
}

describe('ModifyRule', () => {
  it('replaces the actions whole and answers the rule as stored', async () => {
    const world = await twoLanes();
    const stickiness = { Enabled: true, DurationSeconds: 60 };
    const given = forward(weights(world.blueGroup, 95, world.greenGroup, 5), stickiness);
    const { Rules } = await modify(world, given);
    expect(Rules).toMatchObject([{ RuleArn: world.ruleArn, Priority: '10', IsDefault: false, Actions: given }]);
    expect(await actionsOf(world)).toEqual(given);
    await modify(world, forward(weights(world.blueGroup, 90, world.greenGroup, 10)));
    expect((await actionsOf(world))?.[0]?.ForwardConfig?.TargetGroupStickinessConfig).toEqual({ Enabled: false });
  });

  it('answers a single group both ways, with weight 1 when none is given', async () => {
    const world = await twoLanes();
    await modify(world, [{ Type: 'forward', TargetGroupArn: world.blueGroup }]);
    expect(await actionsOf(world)).toEqual([
      {
        Type: 'forward',
        TargetGroupArn: world.blueGroup,
        ForwardConfig: { TargetGroups: [{ TargetGroupArn: world.blueGroup, Weight: 1 }], TargetGroupStickinessConfig: { Enabled: false } },
      },
    ]);
  });

  it('changes nothing when it is refused', async () => {
    const world = await twoLanes();
    const before = await actionsOf(world);
    const group = (Weight: number, TargetGroupArn = world.blueGroup) => ({ TargetGroupArn, Weight });
    const unknown = `${world.blueGroup}0`;
    const refused: readonly (readonly [readonly object[], string])[] = [
      [[], 'ValidationError'],
      [forward([]), 'ValidationError'],
      [forward([group(1_000)]), 'ValidationError'],
      [forward([group(-1)]), 'ValidationError'],
      [forward(Array.from({ length: 6 }, () => group(1))), 'ValidationError'],
      [forward([group(1), group(1, unknown)]), 'TargetGroupNotFoundException'],
      [forward([group(1)], { Enabled: true }), 'ValidationError'],
      [[...forward([group(1)]), ...forward([group(1)])], 'TooManyActionsException'],
      [[{ Type: 'authenticate-oidc' }], 'InvalidLoadBalancerActionException'],
      [forward([group(0)]), 'UnmodelledCallError'],
      [[{ Type: 'redirect' }], 'UnmodelledCallError'],
    ];
    for (const [actions, name] of refused) await expect(modify(world, actions)).rejects.toMatchObject({ name });
    await expect(modify(world, forward([group(1)]), `${world.ruleArn}0`)).rejects.toMatchObject({ name: 'RuleNotFoundException' });
    expect(await actionsOf(world)).toEqual(before);
  });

  it('refuses the default rule', async () => {
    const world = await twoLanes();
    const { Rules = [] } = await world.onElb<DescribeRulesCommandOutput>('DescribeRules', { ListenerArn: world.listenerArn });
    expect(Rules.map((rule) => rule.Priority)).toEqual(['10', 'default']);
    const change = modify(world, forward([{ TargetGroupArn: world.blueGroup }]), Rules[1]?.RuleArn);
    await expect(change).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
  });

  it('is answered at once and followed by the data plane after the propagation delay', async () => {
    const world = await twoLanes({ propagationMs: () => 4_000 });
    await modify(world, forward(weights(world.blueGroup, 0, world.greenGroup, 100)));
    expect((await actionsOf(world))?.[0]?.ForwardConfig?.TargetGroups?.map(({ Weight }) => Weight)).toEqual([0, 100]);
    await world.clock.advance(3_999);
    expect(liveWeights(world)).toEqual([100, 0]);
    await world.clock.advance(1);
    expect(liveWeights(world)).toEqual([0, 100]);
  });

  it('ends at what was asked last, however long each change takes to propagate', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.nat({ max: 9_000 })), { minLength: 1, maxLength: 6 }),
        async (changes) => {
          const delays = changes.map(([, delayMs]) => delayMs);
          const world = await twoLanes({ propagationMs: () => delays.shift() ?? 0 });
          for (const [weight] of changes) await modify(world, forward(weights(world.blueGroup, 100 - weight, world.greenGroup, weight)));
          await world.clock.advance(10_000);
          const last = changes.at(-1)?.[0] ?? 0;
          expect(liveWeights(world)).toEqual([100 - last, last]);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('a target group', () => {
  it('cannot be used by two load balancers', async () => {
    const world = await twoLanes();
    const make = maker(world.balancing);
    const other = await make('AWS::ElasticLoadBalancingV2::LoadBalancer', 'Other', {});
    const DefaultActions = [{ Type: 'forward', TargetGroupArn: world.blueGroup }];
    const listener = make('AWS::ElasticLoadBalancingV2::Listener', 'OtherListener', { LoadBalancerArn: other.ref, DefaultActions });
    await expect(listener).rejects.toMatchObject({ name: 'TargetGroupAssociationLimitException' });
  });

  it('has the attributes that a template can ask for', async () => {
    const world = await twoLanes();
    const made = await maker(world.balancing)('AWS::ElasticLoadBalancingV2::TargetGroup', 'Third', { Name: 'third', TargetType: 'ip' });
    expect(made.attributes).toMatchObject({
      TargetGroupArn: made.ref,
      TargetGroupName: 'third',
      TargetGroupFullName: expect.stringMatching(/^targetgroup\/third\/[0-9a-f]{16}$/),
      LoadBalancerArns: [],
    });
  });
});
