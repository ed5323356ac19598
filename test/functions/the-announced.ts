import type { Announcer } from '../../adapters/announcer.ts';
import type { SluiceEvent } from '../../core/events/published-events.ts';

/** A bus that takes everything, and what it took, in order. */
export function theAnnounced(): { readonly announcer: Announcer; readonly announced: readonly SluiceEvent[] } {
  const announced: SluiceEvent[] = [];
  return { announced, announcer: { announce: async (event) => void announced.push(event) } };
}
