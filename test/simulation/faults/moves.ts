import type { ModifyRuleInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Call } from '../../../local/aws/router.ts';
import { machineOf } from '../oracles/seen/machine-of.ts';
import type { FaultSetting } from './fault.ts';

/** A machine wants to change the rule of the campaign's service: users are moved, one way or the other. */
export function changesRule({ sim, campaign }: FaultSetting, call: Call): boolean {
  if (call.operation !== 'ModifyRule' || machineOf(call) === undefined) return false;
  return (call.input as ModifyRuleInput).RuleArn === sim.service(campaign.service).ruleArn;
}

/** A machine wants to change what scaling may do to the lanes of the campaign's service. */
export function changesScaling({ sim, campaign }: FaultSetting, call: Call): boolean {
  if (call.operation !== 'RegisterScalableTarget' || machineOf(call) === undefined) return false;
  const { ResourceId = '' } = call.input as { readonly ResourceId?: string };
  const { blue, green } = sim.service(campaign.service);
  return [blue, green].some(({ ecsService }) => ResourceId.endsWith(`/${ecsService}`));
}

/** A machine asks how a lane of the campaign's service is, which only a way back does by itself. */
export function asksForHealth({ sim, campaign }: FaultSetting, call: Call): boolean {
  if (call.operation !== 'DescribeTargetHealth' || machineOf(call) === undefined) return false;
  const { TargetGroupArn } = call.input as { readonly TargetGroupArn?: string };
  const { blue, green } = sim.service(campaign.service);
  return [blue, green].some(({ targetGroupArn }) => targetGroupArn === TargetGroupArn);
}
