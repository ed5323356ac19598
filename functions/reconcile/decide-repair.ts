import type { ElbReader } from '../../adapters/elb-reader.ts';
import { type Repair, repair } from '../../core/deployment/repair.ts';
import type { LookedUp } from './look-up.ts';
import { type LaneObservers, observeLease } from './observe-lease.ts';
import { type RuleBook, ruleBook } from './rule-book.ts';

interface Needs extends Omit<LaneObservers, 'rules'> {
  readonly elb: Pick<ElbReader, 'rules'>;
  readonly now: () => Date;
}

/**
 * Decides about one lease by what is observed. Users are given up by no single answer: what seems not to exist is read once more before, by
 * calls of its own. Who gets no answer then goes back once more.
 *
 * @throws {DependencyError} AWS throttled or did not answer. Retryable.
 */
export async function decideRepair(needs: Needs, each: LookedUp, rules: RuleBook): Promise<Repair> {
  const decided = repair(await observeLease({ ...needs, rules }, each));
  if (decided.kind !== 'abandon') return decided;
  const again = await ruleBook(needs, [each]);
  return repair(await observeLease({ ...needs, rules: again }, each));
}
