import type { LaneCounts } from '../../core/analysis/blocks.ts';

/** What a lane served in a block; undefined: nothing, and nothing was published; a text: why that cannot be told. */
export type Counted = LaneCounts | string | undefined;

/** A value for each part of a count; undefined: its source has none for the block. */
type Parts<Name extends string> = Readonly<Partial<Record<Name, number>>>;

type ErrorParts = Parts<'requests' | 'succeeded' | 'redirected' | 'rejected' | 'failed' | 'refused'>;

/** Failed of all requests. Errors without their requests are early: the requests of that minute are on their way. */
export function errorCounts({ requests, failed = 0, refused = 0, ...others }: ErrorParts): Counted {
  if (requests === undefined) return failed + refused > 0 ? 'errors came before the requests of their minute' : undefined;
  if (failed > requests) return `${failed} errors came before all requests of their minute, of which ${requests} are known`;
  // One request may break several connections, so only what answers leave room for can be refused requests.
  const counts = whole(requests, Math.min(requests, failed + refused));
  if (typeof counts === 'string') return counts;
  const { succeeded = 0, redirected = 0, rejected = 0 } = others;
  const unanswered = Math.round(requests - failed - succeeded - redirected - rejected);
  const unaccounted = unanswered - Math.min(Math.max(0, unanswered), Math.round(refused));
  if (!Number.isSafeInteger(unaccounted)) return `${unaccounted} is no count of requests`;
  return unaccounted === 0 ? counts : { ...counts, unaccounted };
}

/** Slow of all answered requests. One that took exactly the threshold is in time. */
export function slowCounts(slowerThanSeconds: number, { answered, inTime, fastest }: Parts<'answered' | 'inTime' | 'fastest'>): Counted {
  if (answered === undefined) return undefined;
  if (inTime !== undefined) return whole(answered, answered - inTime);
  // A minute of slow answers only may have no count of fast ones.
  if (fastest !== undefined && fastest > slowerThanSeconds) return whole(answered, answered);
  return `CloudWatch did not count the answers within ${slowerThanSeconds} s`;
}

/** Bad of all requests, as two sources count them. */
export function ratioCounts({ requests, bad }: Parts<'requests' | 'bad'>): Counted {
  if (requests === undefined || bad === undefined) return `there is no value of ${requests === undefined ? 'requests' : 'bad'}`;
  return bad > requests ? `${bad} bad of ${requests} requests came` : whole(requests, bad);
}

/** Rounded, because statistics over a time may be fractions of a request. */
function whole(requests: number, bad: number): LaneCounts | string {
  // Adding zero: minus a little rounds to minus zero.
  const counts = { requests: Math.round(requests) + 0, bad: Math.round(bad) + 0 };
  const known = Object.values(counts).every((count) => Number.isSafeInteger(count) && count >= 0);
  return known ? counts : `${bad} of ${requests} is no count of requests`;
}
