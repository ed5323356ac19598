import type { RuleActions } from './aws-requests.ts';
import type { Plan } from './plan.ts';
import type { Whole } from './repair.ts';
import { isWhole } from './traffic.ts';

/** Which lane serves every user, by the actions of the rule as observed. */
export function wholeness(actions: RuleActions, { stable, candidate }: Pick<Plan, 'stable' | 'candidate'>): Whole {
  if (isWhole(actions, stable.targetGroupArn)) return 'stable';
  return isWhole(actions, candidate.targetGroupArn) ? 'candidate' : 'split';
}
