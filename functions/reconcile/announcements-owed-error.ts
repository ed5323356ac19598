import { SluiceError } from '../../core/errors.ts';
import type { SluiceEvent } from '../../core/events/published-events.ts';
import { limits } from '../../core/limits.ts';

/** The bus has refused announcements for longer than it is ever busy, so nobody hears of them. The next minute tries them again. */
export class AnnouncementsOwedError extends SluiceError {
  override readonly name = 'AnnouncementsOwedError';
  override readonly fault = 'dependency';

  constructor(overdue: readonly SluiceEvent[]) {
    const shown = overdue.slice(0, limits.reportedProblems.value).map(({ type, service, at }) => `${type} of ${service} at ${at}`);
    super(`${overdue.length} announcements are owed for over ${limits.owedSeconds.value} s: ${shown.join('; ')}`);
  }
}
