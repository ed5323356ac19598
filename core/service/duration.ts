const unitSeconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** How a duration is written: a whole number and one unit, `90s`, `5m`, `2h` or `1d`. */
export const durationPattern = /^(0|[1-9][0-9]{0,8})([smhd])$/;

/** Seconds of a written duration; undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = durationPattern.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return Number(count) * unitSeconds[unit as keyof typeof unitSeconds];
}

/** The shortest exact way to write a number of whole seconds: 300 is `5m`, 90 is `90s`. */
export function formatDuration(seconds: number): string {
  const units = ['d', 'h', 'm'] as const;
  const unit = units.find((candidate) => seconds > 0 && seconds % unitSeconds[candidate] === 0) ?? 's';
  return `${seconds / unitSeconds[unit]}${unit}`;
}
