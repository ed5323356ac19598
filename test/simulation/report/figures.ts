import { counted } from '../command/counted.ts';
import { describeSettled, faultCount, type Summary } from '../command/summary.ts';
import { faultKinds, faultNames } from '../faults/fault-kinds.ts';
import type { KeptSeeds } from './kept-seeds.ts';
import { table } from './safety-page.ts';

/** What was run, in one table. */
export function figuresSection({ summary, code, from, parts, tookSeconds }: KeptSeeds): string {
  const { seeds, deployments, calls, worldSeconds, endings, violations } = summary;
  const number = (value: number) => Math.round(value).toLocaleString('en');
  const faults = faultCount(summary);
  const begun = deployments - (endings['not admitted'] ?? 0);
  const ends = Object.entries(endings)
    .sort(([, a], [, b]) => b - a)
    .map(([end, count]) => `${number(count)} ${end}`);
  return table(
    ['what', 'figure'],
    [
      ['seeds', `${number(from)} to ${number(from + seeds - 1)}${parts > 1 ? `, in ${parts} parts` : ''}`],
      ['code, with its libraries and checks', `\`${code}\``],
      ['deployments asked for', `${number(deployments)}: ${ends.join(', ')}`],
      ['faults injected', `${number(faults)}, ${(faults / Math.max(1, seeds)).toFixed(0)} a seed on average`],
      ['calls of AWS by Sluice', number(calls)],
      ['time of the world', `${lasting(worldSeconds)}, in ${lasting(tookSeconds)}`],
      ['deployments a second', `${(deployments / tookSeconds).toFixed(1)}, of which ${(begun / tookSeconds).toFixed(1)} were admitted`],
      ['from the last fault until all is at rest', describeSettled(summary)],
      ['violations', number(violations.length)],
    ],
  );
}

/** Every kind of fault, what it is, and how often it was injected; also one that seeds of older code met. */
export function faultsSection({ faults }: Pick<Summary, 'faults'>): string {
  const older = Object.keys(faults).filter((name) => !faultNames.includes(name));
  const known = [...faultKinds, ...older.map((name) => ({ name, about: 'is injected no more' }))];
  const rows = known.map(({ name, about }) => [name, about, (faults[name] ?? 0).toLocaleString('en')]);
  return table(['fault', 'what goes wrong', 'injected'], rows);
}

/** A time in the largest unit of which it has two. */
function lasting(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const;
  const [unit, each] = units.find(([, unitSeconds]) => seconds >= 2 * unitSeconds) ?? (['second', 1] as const);
  return counted(Math.round(seconds / each), unit);
}
