import { DependencyError } from '../core/errors.ts';
import { valueAt } from '../core/input.ts';
import { limits } from '../core/limits.ts';
import { randomOf } from '../core/seeded-random.ts';
import { now as worldNow, sleep as worldSleep } from './world.ts';

/** What somebody waits with. */
export interface Patience {
  readonly now: () => Date;
  /** Resolves after so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** The longest wait before the second try, and before any, in milliseconds. */
const waitMsMax = { first: 400, last: 3_000 } as const;

/**
 * A use case that is tried again within its invocation as long as a dependency does not answer: for what nobody waits for. Lambda tries
 * such an event again only a minute later, and users may be on a bad version for that minute.
 *
 * Waits are drawn from 0 to a maximum that doubles ("full jitter", AWS Builders' Library), from the event's id alone. No try begins later than
 * `limits.triesSeconds` after the first: then the error is for Lambda, its second invocation, and the queue of what could not be delivered.
 *
 * @param useCase may be repeated after any of its steps; each try is told when the first began, by which it knows what an earlier one did
 * @throws what the last try threw; at once what is no `DependencyError`.
 * @example keepTrying(signalDeployment(needs))
 */
export function keepTrying<Outcome>(
  useCase: (event: unknown, begunAt: Date) => Promise<Outcome>,
  { now, sleep }: Patience = { now: worldNow, sleep: worldSleep },
): (event: unknown) => Promise<Outcome> {
  return async (event) => {
    const begunAt = now();
    const endsAtMs = begunAt.getTime() + limits.triesSeconds.value * 1_000;
    // Thousands of events at once must not be tried again at the same moments: each has its own. EventBridge gives every event an id.
    const id = valueAt(event, 'id');
    const random = randomOf(typeof id === 'string' ? id : '');
    for (let longestMs: number = waitMsMax.first; ; longestMs = Math.min(2 * longestMs, waitMsMax.last)) {
      try {
        return await useCase(event, begunAt);
      } catch (error) {
        const waitMs = random() * longestMs;
        if (!(error instanceof DependencyError) || now().getTime() + waitMs > endsAtMs) throw error;
        await sleep(waitMs);
      }
    }
  };
}
