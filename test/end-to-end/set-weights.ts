import type { ReleasedService } from './a-released-service.ts';

/** Writes weights of blue and green on the rule, as a person or a stack update would; before the forward come these actions. */
export async function setWeights(
  { world, wiring }: ReleasedService,
  blue: number,
  green: number,
  leading: readonly object[] = [],
): Promise<void> {
  const TargetGroups = [
    { TargetGroupArn: wiring.blue.targetGroupArn, Weight: blue },
    { TargetGroupArn: wiring.green.targetGroupArn, Weight: green },
  ];
  const ForwardConfig = { TargetGroups, TargetGroupStickinessConfig: { Enabled: false } };
  const Actions = [...leading, { Type: 'forward', Order: leading.length + 1, ForwardConfig }];
  await world.aws.call('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: wiring.ruleArn, Actions }, { roleArn: 'local' });
}
