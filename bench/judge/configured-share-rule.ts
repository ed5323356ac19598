import type { Rule } from './rule.ts';
import { comparisonRule } from './sluice-rules.ts';
import { withConfiguredShares } from './trace.ts';

/** A mistake made on purpose: the comparison with the lanes' shares as configured and not as observed. */
export function configuredShareRule(tau: number): Rule {
  const { rollsBackAfter } = comparisonRule(tau);
  return {
    name: `configured-share-${tau}`,
    title: `Mistake: shares as configured, tau ${tau}`,
    of: 'test',
    because: 'is the comparison with the shares that were configured in place of those that were observed',
    rollsBackAfter: (trace) => rollsBackAfter(withConfiguredShares(trace)),
  };
}
