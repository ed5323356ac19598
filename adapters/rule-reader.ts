import type { RuleActions } from '../core/deployment/aws-requests.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { ElbReader } from './elb-reader.ts';

/**
 * Reads whom a listener rule sends users to.
 *
 * @throws {InvalidInputError} ELB does not know the rule.
 * @throws {DependencyError} ELB throttled or did not answer. Retryable.
 */
export interface RuleReader {
  /** The rule's actions now, in the order and shape that the API gives them. */
  actions(ruleArn: string): Promise<RuleActions>;
}

/** A {@link RuleReader} for rules that must exist. */
export function ruleReader(elb: Pick<ElbReader, 'rule'>): RuleReader {
  return {
    async actions(ruleArn) {
      const rule = await elb.rule(ruleArn);
      if (rule === undefined)
        throw new InvalidInputError(`listener rule ${ruleArn} does not exist: declare the service with its present rule`);
      return rule.actions;
    },
  };
}
