import { foundBugs } from '../found-bugs.ts';
import { table } from './safety-page.ts';

/** Every bug that was found, as the page shows it. */
export function foundBugsSection(): string {
  return table(
    ['breaks', 'shown by', 'what happened', 'now'],
    foundBugs.map(({ breaks, shownBy, whatHappened, mended }) => [breaks, `\`${shownBy}\``, whatHappened, mended]),
  );
}
