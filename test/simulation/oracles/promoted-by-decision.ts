import type { Oracle } from './oracle.ts';
import { seen } from './seen/seen.ts';

/** That every user is on the candidate says nothing about why. */
export const promotedByDecision: Oracle = {
  id: 'F17',
  name: 'promoted only by decision',
  holds: 'no deployment is recorded as promoted whose promotion had not been recorded as intended before',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: () => {
        const { changed } = book;
        if (changed?.status !== 'promoted' || changed.earlier.includes('promoting')) return undefined;
        return `${changed.id} is promoted, and was ${changed.earlier.join(', ') || 'nothing'} before`;
      },
    };
  },
};
