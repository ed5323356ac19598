import { foundBugs } from '../found-bugs/found-bugs.ts';
import { table } from './safety-page.ts';
import { shownTest } from './shown-test.ts';

/** Every bug that was found, as the page shows it. */
export function foundBugsSection(): string {
  return table(
    ['breaks', 'shown by', 'what happened', 'now', 'test'],
    foundBugs.map(({ breaks, shownBy, whatHappened, mended, test }) => [breaks, `\`${shownBy}\``, whatHappened, mended, shownTest(test)]),
  );
}
