import type { Facts } from './condition.ts';
import type { ReadStatement } from './statement.ts';

/** What the statements that apply to one request say together. */
export type Decision =
  | { readonly kind: 'allowed'; readonly by: readonly ReadStatement[] }
  | { readonly kind: 'denied'; readonly by: ReadStatement }
  | { readonly kind: 'unmentioned' };

/**
 * One request against statements that all concern its principal: an explicit Deny wins, then any Allow; otherwise nobody allowed it.
 * Source: "Policy evaluation logic" in the IAM user guide.
 *
 * @throws {UnmodelledCallError} a condition that decides asks for a key that is not modelled for this request.
 */
export function decide(statements: readonly ReadStatement[], action: string, resource: string, facts: Facts): Decision {
  const applying = statements.filter((one) => one.onAction(action) && one.onResource(resource) && one.when.holds(facts));
  const by = applying.find(({ effect }) => effect === 'Deny');
  if (by !== undefined) return { kind: 'denied', by };
  return applying.length > 0 ? { kind: 'allowed', by: applying } : { kind: 'unmentioned' };
}
