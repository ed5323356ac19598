import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Pager } from '../../adapters/pager.ts';
import { DependencyError } from '../../core/errors.ts';
import type { SluiceEvent } from '../../core/events/published-events.ts';
import { limits } from '../../core/limits.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'turnNow' | 'turnBack'>;
  readonly pager: Pager;
  readonly now: () => Date;
}

/** An announcement that the bus was asked to take now and did not. */
export interface Unheard {
  readonly event: SluiceEvent;
  /** What it is owed under. */
  readonly keys: readonly string[];
  readonly error: unknown;
}

/** Of all that the bus refuses, one page in each such time. */
const pace = { everyMs: limits.owedSeconds.value * 1_000, burst: 1 } as const;

const toGoOn =
  'mend what the bus says, e.g. a policy of the bus or of the organization: what is owed is then sent by itself, within minutes. ' +
  'A RollbackPostponed is a rollback that somebody asked for and that waits: ask for it once more';

/**
 * Pages, once an hour at most, for announcements that are owed for over an hour and that the bus refuses still, or that no waiting helps: nobody
 * hears of them. What only waits for its turn is not told of. When SNS or the ledger does not answer, the next minute tells.
 */
export async function tellUnheard({ ledger, pager, now }: Needs, refused: readonly Unheard[]): Promise<void> {
  const overdue = refused.filter((each) => !(each.error instanceof DependencyError) || isOverdue(each, now()));
  const [first] = overdue;
  if (first === undefined) return;
  const because = `the event bus refuses ${overdue.length} announcements, so nobody hears of them: ${String(first.error)}`;
  const shown = overdue.slice(0, limits.reportedProblems.value).map(({ event, keys }) => {
    const { type, service, deploymentId, at } = event;
    return { type, service, deploymentId, at, keys };
  });
  try {
    if (!(await ledger.turnNow('unheard', pace, now()))) return;
    const message = JSON.stringify({ because, refused: shown, toGoOn });
    await pager.page(`Sluice is not heard: ${overdue.length} announcements`, message).catch(async (error) => {
      await ledger.turnBack('unheard', pace, now());
      throw error;
    });
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
  }
}

function isOverdue({ event }: Unheard, at: Date): boolean {
  return at.getTime() - Date.parse(event.at) > limits.owedSeconds.value * 1_000;
}
