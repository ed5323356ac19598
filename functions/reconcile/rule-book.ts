import type { ElbReader, ListenerRule } from '../../adapters/elb-reader.ts';
import { DependencyError } from '../../core/errors.ts';
import type { LookedUp } from './look-up.ts';

/**
 * Answers how a listener rule is; undefined when it does not exist.
 *
 * @throws {DependencyError} rules could not be read. Retryable.
 */
export type RuleBook = (ruleArn: string) => ListenerRule | undefined;

/** The rules of all these deployments, read with few calls. That they cannot be read is for who needs one to know. */
export async function ruleBook(elb: Pick<ElbReader, 'rules'>, lookedUp: readonly LookedUp[]): Promise<RuleBook> {
  const arns = [...new Set(lookedUp.flatMap(({ deployment }) => deployment?.plan.ruleArn ?? []))];
  try {
    const rules = arns.length === 0 ? new Map<string, ListenerRule>() : await elb.rules(arns);
    return (ruleArn) => rules.get(ruleArn);
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
    return () => {
      throw error;
    };
  }
}
