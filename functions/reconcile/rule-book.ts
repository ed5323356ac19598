import type { ElbReader, ListenerRule } from '../../adapters/elb-reader.ts';
import { chunks } from '../../core/chunks.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { inTurn } from './in-turn.ts';
import type { LookedUp } from './look-up.ts';
import type { Refused } from './refused.ts';

/**
 * Answers how a listener rule is; undefined when it does not exist.
 *
 * @throws {DependencyError} rules could not be read. Retryable.
 * @throws {Error} what AWS refuses, under its name.
 */
export type RuleBook = (ruleArn: string) => ListenerRule | undefined;

/** Calls at once: together they take a second for a thousand rules, and leave most of what ELB answers in it to others. */
const callsAtOnce = 10;

/** Restores wait for all of them, and one that ELB does not answer takes five seconds: nobody waits for a second round of those. */
const beginSeconds = 4;

/** Where rules are read. */
interface Needs {
  readonly elb: Pick<ElbReader, 'rules'>;
  readonly refused: Refused;
  readonly now: () => Date;
}

/**
 * The rules of all these deployments, read with few calls. That they cannot be read is for who needs one to know: a call that fails is about
 * its own rules alone.
 */
export async function ruleBook({ elb, refused, now }: Needs, lookedUp: readonly LookedUp[]): Promise<RuleBook> {
  const arns = [...new Set(lookedUp.flatMap(({ deployment }) => deployment?.plan.ruleArn ?? []))];
  const beganMs = now().getTime();
  const pace = { atOnce: callsAtOnce, mayBegin: () => now().getTime() - beganMs < beginSeconds * 1_000 };
  const calls = await inTurn(chunks(arns, limits.rulesAtOnce.value), pace, (some) => elb.rules(some));
  for (const call of calls) if (call.kind === 'failed') refused(call.error);
  return (ruleArn) => {
    const call = calls.find(({ item }) => item.includes(ruleArn));
    if (call?.kind === 'done') return call.value.get(ruleArn);
    throw call?.kind === 'failed' ? call.error : new DependencyError(`ELB left no time to ask for rule ${ruleArn}: try again`);
  };
}
