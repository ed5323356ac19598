const iso = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
const epochSeconds = /^\d{9,10}$/;

/** How a moment is written, for messages. */
export const instantFix = 'write it with its time zone, such as 2026-11-20T10:00:00Z or 2026-11-20T11:00:00+01:00, or as epoch seconds';

/** Epoch seconds of a written moment; undefined when it is none, has no time zone, or is between two seconds. */
export function readInstant(text: string): number | undefined {
  if (epochSeconds.test(text)) return Number(text);
  if (!iso.test(text)) return undefined;
  const seconds = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) / 1_000;
  return Number.isSafeInteger(seconds) && dayExists(text) ? seconds : undefined;
}

/** 31 February is read as 3 March. */
function dayExists(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
