import type { Json } from './json.ts';

const shape = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * The instant of an ISO 8601 extended date and time with offset, in epoch milliseconds (finer parts are cut off);
 * undefined when the text is not one, or names a day or hour that does not exist.
 */
export function instantMs(text: Json): number | undefined {
  const parts = typeof text === 'string' ? shape.exec(text) : null;
  if (parts === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction = '', zone = ''] = parts;
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}`;
  const asUtc = new Date(`${local}Z`);
  // A day that does not exist (30 February) comes back as another one.
  if (Number.isNaN(asUtc.getTime()) || asUtc.toISOString() !== `${local}Z`) return undefined;
  const instant = Date.parse(`${local}${zone.toUpperCase()}`);
  return Number.isNaN(instant) ? undefined : instant;
}
