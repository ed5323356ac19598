import type { Plan } from './plan.ts';
import type { Traffic } from './traffic.ts';

/** Target groups with weight besides the two lanes: nobody of Sluice's put them there. */
export function strangers(traffic: Traffic, { stable, candidate }: Pick<Plan, 'stable' | 'candidate'>): readonly string[] {
  if (traffic.kind === 'malformed') return [];
  const lanes = [stable.targetGroupArn, candidate.targetGroupArn];
  return [...traffic.weights].flatMap(([arn, weight]) => (weight > 0 && !lanes.includes(arn) ? [arn] : []));
}
