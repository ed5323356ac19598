import {
  type Action,
  type DescribeRulesCommandInput,
  type DescribeRulesCommandOutput,
  type ModifyRuleCommandInput,
  type ModifyRuleCommandOutput,
  OperationNotPermittedException,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Clock } from '../../clock.ts';
import { plainCopy } from '../../plain-copy.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import { found, validationError } from './elb-errors.ts';
import type { ElbState, RuleRecord } from './elb-state.ts';
import { storedActions } from './rule-actions.ts';

type Answer<Output> = Promise<Omit<Output, '$metadata'>>;

/** DescribeRules and ModifyRule. A change is answered at once and followed by the data plane `propagationMs()` later. */
export function listenerRules(state: ElbState, needs: Propagation) {
  return {
    DescribeRules: async (input: DescribeRulesCommandInput): Answer<DescribeRulesCommandOutput> => ({ Rules: described(state, input) }),
    ModifyRule: async (input: ModifyRuleCommandInput): Answer<ModifyRuleCommandOutput> => {
      const rule = found(state.rules, input.RuleArn, 'rule');
      if (rule.priority === 'default') {
        const message = 'The default rule cannot be modified: use ModifyListener';
        throw new OperationNotPermittedException({ message, $metadata: { httpStatusCode: 400 } });
      }
      if (input.Conditions !== undefined || input.Transforms !== undefined)
        throw new UnmodelledCallError('ModifyRule with Conditions or Transforms');
      if (input.Actions !== undefined) applyActions(state, rule, input.Actions, needs);
      return { Rules: [asRule(rule)] };
    },
  };
}

/** How fast the data plane follows: asked for each change, in world milliseconds. */
export interface Propagation {
  readonly clock: Clock;
  readonly propagationMs: () => number;
}

/** Gives a rule new actions: the API answers them at once, the data plane follows. @throws what {@link storedActions} throws */
export function applyActions(state: ElbState, rule: RuleRecord, actions: readonly Action[], { clock, propagationMs }: Propagation): void {
  const loadBalancerArn = found(state.listeners, rule.listenerArn, 'listener').LoadBalancerArn;
  const stored = storedActions(state, loadBalancerArn, actions);
  rule.actions = stored;
  state.rulesVersion += 1;
  rule.changes += 1;
  const change = rule.changes;
  const follow = () => {
    // A later change may arrive first; the data plane must end at what was asked last.
    if (change < rule.followed) return;
    rule.followed = change;
    rule.live = stored;
    state.version += 1;
  };
  const delayMs = propagationMs();
  if (delayMs > 0) clock.after(delayMs, follow);
  else follow();
}

function described(state: ElbState, { ListenerArn, RuleArns }: DescribeRulesCommandInput): Rule[] {
  if ((ListenerArn === undefined) === (RuleArns === undefined)) throw validationError('Specify either listener or rule ARNs, not both');
  if (RuleArns !== undefined) return RuleArns.map((arn) => asRule(found(state.rules, arn, 'rule')));
  const listener = found(state.listeners, ListenerArn, 'listener');
  return inOrder(state, listener.ListenerArn).map(asRule);
}

/** A listener's rules in the order they are tried; the default rule is last. */
export function inOrder(state: ElbState, listenerArn: string): RuleRecord[] {
  const order = (rule: RuleRecord) => (rule.priority === 'default' ? Number.POSITIVE_INFINITY : Number(rule.priority));
  return [...state.rules.values()].filter((rule) => rule.listenerArn === listenerArn).sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function asRule(rule: RuleRecord): Rule {
  return {
    RuleArn: rule.arn,
    Priority: rule.priority,
    Conditions: plainCopy([...rule.conditions]),
    Actions: plainCopy([...rule.actions]),
    IsDefault: rule.priority === 'default',
  };
}
