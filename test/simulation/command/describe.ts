import type { Run } from '../simulate.ts';
import { counted } from './counted.ts';
import { describeSettled, faultCount, type Summary } from './summary.ts';

/** A run, line by line, and what was wrong with it. */
export function describeRun({ trace, violations, seed }: Run): string {
  const wrong = violations.map(({ id, oracle, atSeconds, because }) => `${id} ${oracle}, at ${atSeconds.toFixed(1)} s: ${because}`);
  return [
    ...trace,
    '',
    `seed ${seed}: ${violations.length === 0 ? 'nothing was violated' : counted(violations.length, 'violation')}`,
    ...wrong,
  ].join('\n');
}

/** What many seeds came to, for people. */
export function describeSummary(summary: Summary, tookSeconds: number): string {
  const { seeds, deployments, calls, worldSeconds, endings, violations } = summary;
  const faults = faultCount(summary);
  const each = (count: number) => (count / seeds).toFixed(1);
  const list = (counts: Readonly<Record<string, number>>) => {
    const named = Object.entries(counts).sort(([, a], [, b]) => b - a);
    return named.length === 0 ? '' : ` (${named.map(([name, count]) => `${name} ${count}`).join(', ')})`;
  };
  const violated = new Set(violations.map(({ seed }) => seed)).size;
  const hours = Math.round(worldSeconds / 3_600);
  if (seeds === 0) return 'nothing was run';
  return [
    `${counted(seeds, 'seed')}, ${counted(deployments, 'deployment')}${list(endings)}`,
    `${counted(faults, 'fault')}, ${each(faults)} a seed${list(summary.faults)}`,
    `${counted(calls, 'call')} of AWS, ${counted(hours, 'hour')} of the world in ${tookSeconds.toFixed(1)} s: ${(deployments / tookSeconds).toFixed(1)} deployments a second`,
    `at rest after the last fault: ${describeSettled(summary)}`,
    violations.length === 0 ? '0 violations' : `${counted(violations.length, 'violation')} in ${counted(violated, 'seed')}`,
    ...[...new Set(violations.map(({ id, oracle }) => `${id} ${oracle}`))].map((name) => {
      const of = violations.filter(({ id, oracle }) => `${id} ${oracle}` === name);
      return `  ${name}: ${counted(of.length, 'time')}; replay with --seed ${of[0]?.seed}: ${of[0]?.because}`;
    }),
  ].join('\n');
}
