import type { CallRecord } from '../../../local/aws/router.ts';

/** The users' rule and the lanes of the calls here. */
export const [rule, stable, candidate] = ['rule/users', 'group/blue', 'group/green'] as const;

/** Weights on both lanes, as ELB takes and shows them. */
export function actionsWith(stableWeight: number, candidateWeight: number) {
  const TargetGroups = [
    { TargetGroupArn: stable, Weight: stableWeight },
    { TargetGroupArn: candidate, Weight: candidateWeight },
  ];
  return [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
}

/** A machine's answered call of ELB. */
export function machinesCall(operation: string, input: object, output: object = {}): CallRecord {
  const caller = { roleArn: 'arn:aws:iam::111122223333:role/sluice-deployment-eu-west-1' };
  return { service: 'ElasticLoadBalancingV2', operation, input, caller, at: new Date(0), outcome: { kind: 'answered', output } };
}

/** It asks for these weights. */
export function asks(stableWeight: number, candidateWeight: number, RuleArn: string = rule): CallRecord {
  return machinesCall('ModifyRule', { RuleArn, Actions: actionsWith(stableWeight, candidateWeight) });
}

/** It reads these weights. */
export function reads(stableWeight: number, candidateWeight: number, RuleArn: string = rule): CallRecord {
  const Rules = [{ RuleArn, Actions: actionsWith(stableWeight, candidateWeight) }];
  return machinesCall('DescribeRules', { RuleArns: [RuleArn] }, { Rules });
}
