/** What a field may name and between which numbers it lies. */
interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const fields = {
  minutes: { min: 0, max: 59 },
  hours: { min: 0, max: 23 },
  daysOfMonth: { min: 1, max: 31 },
  months: { min: 1, max: 12, names: months },
  weekdays: { min: 1, max: 7, names: weekdays },
  years: { min: 1970, max: 2199 },
} as const satisfies Readonly<Record<string, Field>>;

/** The numbers each field accepts; weekdays are 1 (Sunday) to 7, months 1 to 12, as EventBridge counts them. */
export type CronFields = Readonly<Record<keyof typeof fields, ReadonlySet<number>>>;

/** Reads the six fields of `cron(…)`; undefined when they are not valid. `L`, `W` and `#` count as not valid here. */
export function cronFields(text: string): CronFields | undefined {
  const parts = text.trim().split(/\s+/);
  const [minutes, hours, daysOfMonth, month, weekday, years] = parts;
  // One of the two day fields must be `?`, or both would have to hold.
  if (parts.length !== 6 || (daysOfMonth === '?') === (weekday === '?')) return undefined;
  const read = {
    minutes: numbers(minutes, fields.minutes),
    hours: numbers(hours, fields.hours),
    daysOfMonth: numbers(daysOfMonth, fields.daysOfMonth),
    months: numbers(month, fields.months),
    weekdays: numbers(weekday, fields.weekdays),
    years: numbers(years, fields.years),
  };
  return isComplete(read) ? read : undefined;
}

function isComplete(read: Readonly<Record<keyof CronFields, ReadonlySet<number> | undefined>>): read is CronFields {
  return Object.values(read).every((accepted) => accepted !== undefined);
}

function numbers(text: string | undefined, field: Field): ReadonlySet<number> | undefined {
  const accepted = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    const range = rangeOf(part, field);
    if (range === undefined) return undefined;
    for (let value = range.from; value <= range.to; value += range.step) accepted.add(value);
  }
  return accepted;
}

function rangeOf(part: string, field: Field): { readonly from: number; readonly to: number; readonly step: number } | undefined {
  const match = /^(?<first>[^-/]+)(-(?<last>[^/]+))?(\/(?<step>\d+))?$/.exec(part)?.groups;
  if (match === undefined) return undefined;
  const every = match.first === '*' || match.first === '?';
  const from = every ? field.min : numberOf(match.first, field);
  const to = match.last !== undefined ? numberOf(match.last, field) : every || match.step !== undefined ? field.max : from;
  const step = Number(match.step ?? 1);
  if (from === undefined || to === undefined || from > to || step < 1) return undefined;
  return { from, to, step };
}

function numberOf(text: string | undefined, field: Field): number | undefined {
  const named = field.names?.indexOf((text ?? '').toUpperCase()) ?? -1;
  const value = named >= 0 ? named + field.min : Number(text);
  return /^\d+$|^[A-Za-z]{3}$/.test(text ?? '') && value >= field.min && value <= field.max ? value : undefined;
}
