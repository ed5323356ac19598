import { grouped } from '../../core/analysis/figures.ts';
import { served } from './claims.ts';
import { caughtBy } from './claims-of-judge.ts';
import type { Exposure, Run } from './run.ts';

/**
 * What the judge saw, for people: of each version that it promoted or took back. By Ville's inequality an e-value of N is reached by at
 * most one of N candidates that are no worse than tolerated, however often the judge looks.
 */
export function judgeLines(runs: readonly Run[], exposure: Exposure): readonly string[] {
  const lines = runs.flatMap((run) => [...safeLines(run), ...caughtLines(run, exposure)]);
  if (lines.length === 0) return [];
  return [
    'The judge (an e-value of 200: of 200 good versions, at most one ever looks so bad by chance, however often it is looked at):',
    ...lines,
  ];
}

function safeLines({ scenario, error, verdict }: Run): readonly string[] {
  if (error !== undefined || verdict?.kind !== 'safe') return [];
  return verdict.metrics.map(
    ({ name, kind, because }, index) => `  ${index === 0 ? scenario.version : '     '}  ${name} is ${kind}: ${because}`,
  );
}

function caughtLines(run: Run, exposure: Exposure): readonly string[] {
  const found = caughtBy(run);
  if (found === undefined) return [];
  const { version } = run.scenario;
  const { answered, failed } = served(exposure, version);
  return [
    `  ${version}  ${found.name}: ${found.because}`,
    `         e-value ${grouped(found.eValue)} after ${grouped(found.counts.candidate.requests)} of its requests; it served ${grouped(answered)} in all, ${grouped(failed)} failed`,
  ];
}
