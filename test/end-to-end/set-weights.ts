import type { ReleasedService } from './a-released-service.ts';

/** Writes weights of blue and green on the rule, as a person or a stack update would. */
export async function setWeights({ world, wiring }: ReleasedService, blue: number, green: number): Promise<void> {
  const TargetGroups = [
    { TargetGroupArn: wiring.blue.targetGroupArn, Weight: blue },
    { TargetGroupArn: wiring.green.targetGroupArn, Weight: green },
  ];
  const Actions = [{ Type: 'forward', Order: 1, ForwardConfig: { TargetGroups, TargetGroupStickinessConfig: { Enabled: false } } }];
  await world.aws.call('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: wiring.ruleArn, Actions }, { roleArn: 'local' });
}
