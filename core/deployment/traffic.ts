import { shown } from '../shown.ts';
import type { RuleActions } from './aws-requests.ts';
import type { Plan } from './plan.ts';

/** What a rule sends where: a weight per target group ARN, or why nothing can be said. Where no group has a weight, nobody is served. */
export type Traffic =
  | { readonly kind: 'weights'; readonly weights: ReadonlyMap<string, number> }
  | { readonly kind: 'malformed'; readonly because: string; readonly serves: 'nobody' | 'unknown' };

const highestWeight = 999;

/**
 * Reads the weights of a rule's one forward action. Total: anything ELB would not have written is `malformed`.
 * A forward to a single group may have no weight; it is then 1, as ELB treats it.
 */
export function weightsOf(actions: RuleActions): Traffic {
  const forwards = actions.filter(({ Type }) => Type === 'forward');
  const [forward] = forwards;
  if (forward === undefined || forwards.length > 1) return malformed(`the rule has ${forwards.length} forward actions, expected 1`);
  const groups = groupsOf(forward);
  const weights = new Map<string, number>();
  for (const { TargetGroupArn, Weight = groups.length === 1 ? 1 : undefined } of groups) {
    if (typeof TargetGroupArn !== 'string') return malformed('a target group has no ARN');
    if (weights.has(TargetGroupArn)) return malformed(`${TargetGroupArn} is listed twice`);
    if (!isWeight(Weight)) return malformed(`${TargetGroupArn} has weight ${shown(Weight)}, expected 0 to ${highestWeight}`);
    weights.set(TargetGroupArn, Weight);
  }
  if (sumOf(weights) === 0) return { ...malformed('no target group has a weight above 0'), serves: 'nobody' };
  return { kind: 'weights', weights };
}

/** True when every user reaches this target group and no other. */
export function isWhole(actions: RuleActions, targetGroupArn: string): boolean {
  const traffic = weightsOf(actions);
  if (traffic.kind === 'malformed') return false;
  return (
    [...traffic.weights].every(([arn, weight]) => (arn === targetGroupArn ? weight > 0 : weight === 0)) &&
    traffic.weights.has(targetGroupArn)
  );
}

/** True when the rule has exactly the two lanes and the candidate's share is this percent. */
export function showsPercent(traffic: Traffic, plan: Pick<Plan, 'stable' | 'candidate'>, candidatePercent: number): boolean {
  if (traffic.kind === 'malformed' || traffic.weights.size !== 2 || !traffic.weights.has(plan.stable.targetGroupArn)) return false;
  const weight = traffic.weights.get(plan.candidate.targetGroupArn);
  return weight !== undefined && weight * 100 === candidatePercent * sumOf(traffic.weights);
}

/** The actions that give the candidate this percent: leading actions and stickiness as found, both lanes always named. */
export function forward(plan: Pick<Plan, 'stable' | 'candidate' | 'leadingActions' | 'stickiness'>, candidatePercent: number): RuleActions {
  return [
    ...plan.leadingActions,
    {
      Type: 'forward',
      Order: plan.leadingActions.length + 1,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: plan.stable.targetGroupArn, Weight: 100 - candidatePercent },
          { TargetGroupArn: plan.candidate.targetGroupArn, Weight: candidatePercent },
        ],
        TargetGroupStickinessConfig: plan.stickiness,
      },
    },
  ];
}

/** Weights in a few words, for a reason shown to people. */
export function describeTraffic(traffic: Traffic): string {
  if (traffic.kind === 'malformed') return traffic.because;
  return [...traffic.weights].map(([arn, weight]) => `${arn.split('/').at(-2) ?? arn} ${weight}`).join(', ');
}

function groupsOf(forward: RuleActions[number]): readonly Readonly<Record<string, unknown>>[] {
  const config = forward.ForwardConfig;
  const groups = typeof config === 'object' && config !== null && 'TargetGroups' in config ? config.TargetGroups : undefined;
  if (Array.isArray(groups) && groups.length > 0) return groups.map((group: unknown) => (typeof group === 'object' ? { ...group } : {}));
  return typeof forward.TargetGroupArn === 'string' ? [{ TargetGroupArn: forward.TargetGroupArn }] : [];
}

function isWeight(weight: unknown): weight is number {
  return typeof weight === 'number' && Number.isInteger(weight) && weight >= 0 && weight <= highestWeight;
}

function sumOf(weights: ReadonlyMap<string, number>): number {
  return [...weights.values()].reduce((sum, weight) => sum + weight, 0);
}

function malformed(because: string): Traffic & { readonly kind: 'malformed' } {
  return { kind: 'malformed', because, serves: 'unknown' };
}
