import type { CallRecord } from '../../../local/aws/router.ts';
import { machineOf } from '../oracles/seen/machine-of.ts';

/** What a machine did about all users of a rule being on one target group: it asked for it, or it saw that they are. */
export interface WayBack {
  readonly ruleArn: string;
  readonly did: 'asked' | 'saw';
}

/**
 * Whether an answered call of a machine is part of a way back: a rule given all of its weight on the stable target group, or read back so.
 * What a rule shows counts, not that it was asked: one that still gives the candidate users is no confirmation.
 *
 * @param stableOf rule → target group of its stable lane; undefined: nobody asks about this rule.
 */
export function wayBackIn(call: CallRecord, stableOf: (ruleArn: string) => string | undefined): WayBack | undefined {
  if (call.service !== 'ElasticLoadBalancingV2' || call.outcome.kind === 'failed' || machineOf(call) === undefined) return undefined;
  const shown = rulesIn(call.operation, call.input, call.outcome.output);
  const rule = shown?.rules.find(({ RuleArn, Actions }) => isAllOn(stableOf(RuleArn ?? ''), Actions));
  return shown === undefined || rule?.RuleArn === undefined ? undefined : { ruleArn: rule.RuleArn, did: shown.did };
}

interface Rule {
  readonly RuleArn?: string;
  readonly Actions?: readonly {
    readonly ForwardConfig?: { readonly TargetGroups?: readonly { readonly TargetGroupArn?: string; readonly Weight?: number }[] };
  }[];
}

function rulesIn(
  operation: string,
  input: object,
  output: object,
): { readonly did: WayBack['did']; readonly rules: readonly Rule[] } | undefined {
  if (operation === 'ModifyRule') return { did: 'asked', rules: [input] };
  if (operation === 'DescribeRules') return { did: 'saw', rules: (output as { readonly Rules?: readonly Rule[] }).Rules ?? [] };
  return undefined;
}

function isAllOn(stable: string | undefined, actions: Rule['Actions'] = []): boolean {
  const weighted = actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []).filter(({ Weight = 0 }) => Weight > 0);
  return stable !== undefined && weighted.length > 0 && weighted.every(({ TargetGroupArn }) => TargetGroupArn === stable);
}
