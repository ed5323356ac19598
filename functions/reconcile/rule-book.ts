import type { ElbReader, ListenerRule } from '../../adapters/elb-reader.ts';
import type { LookedUp } from './look-up.ts';
import type { Refused } from './refused.ts';

/**
 * Answers how a listener rule is; undefined when it does not exist.
 *
 * @throws {DependencyError} rules could not be read. Retryable.
 * @throws {Error} what AWS refuses, under its name.
 */
export type RuleBook = (ruleArn: string) => ListenerRule | undefined;

/** The rules of all these deployments, read with few calls. That they cannot be read is for who needs one to know. */
export async function ruleBook(elb: Pick<ElbReader, 'rules'>, lookedUp: readonly LookedUp[], refused: Refused): Promise<RuleBook> {
  const arns = [...new Set(lookedUp.flatMap(({ deployment }) => deployment?.plan.ruleArn ?? []))];
  try {
    const rules = arns.length === 0 ? new Map<string, ListenerRule>() : await elb.rules(arns);
    return (ruleArn) => rules.get(ruleArn);
  } catch (error) {
    refused(error);
    return () => {
      throw error;
    };
  }
}
