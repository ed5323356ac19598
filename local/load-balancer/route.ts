import { drawByWeight, type WeightedGroup } from './draw-by-weight.ts';
import { matches, type RequestLine, type RuleMatch } from './rule-match.ts';

/** What a rule does with a request. `stickySeconds` 0: each request is drawn anew. */
export type RuleAction =
  | { readonly kind: 'forward'; readonly groups: readonly WeightedGroup[]; readonly stickySeconds: number }
  | { readonly kind: 'fixed-response'; readonly status: number; readonly contentType: string; readonly body: string };

/** One listener rule as the data plane sees it. */
export interface RoutingRule {
  readonly ruleArn: string;
  /** All must hold; the default rule has none. */
  readonly conditions: readonly RuleMatch[];
  readonly action: RuleAction;
}

/** The outcome of routing one request. */
export type Route =
  | { readonly kind: 'forward'; readonly rule: RoutingRule; readonly targetGroupArn: string }
  | {
      readonly kind: 'fixed-response';
      readonly rule: RoutingRule;
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    }
  | { readonly kind: 'no-rule' };

/** What routing needs to know of a request. `stickyGroupArn` is the group named by its stickiness cookie, when it has one. */
export interface RoutedRequest extends RequestLine {
  readonly stickyGroupArn?: string | undefined;
}

/**
 * Chooses what happens to one request: the first rule in order whose conditions hold, then a group drawn by weight, before
 * any look at target health, as an Application Load Balancer does. `random` is uniform in [0, 1).
 *
 * A sticky request stays in its group for as long as the rule lists that group, also at weight 0.
 */
export function route(rules: readonly RoutingRule[], request: RoutedRequest, random: number): Route {
  const rule = rules.find((each) => each.conditions.every((condition) => matches(condition, request)));
  if (rule === undefined) return { kind: 'no-rule' };
  const { action } = rule;
  if (action.kind === 'fixed-response') return { ...action, rule };
  const sticky = action.stickySeconds > 0 ? action.groups.find((group) => group.targetGroupArn === request.stickyGroupArn) : undefined;
  const group = sticky ?? drawByWeight(action.groups, random);
  return group === undefined ? { kind: 'no-rule' } : { kind: 'forward', rule, targetGroupArn: group.targetGroupArn };
}
