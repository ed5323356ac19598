import { served } from './claims.ts';
import { judgeLines } from './judge-lines.ts';
import type { Claim, Exposure, Run } from './run.ts';

/** The final table for people: exposure and clocks per deployment, what the judge saw, each path, and every claim with what was seen. */
export function report(runs: readonly Run[], exposure: Exposure, claims: readonly Claim[]): string {
  const rows = runs.map((run) => {
    const { answered, failed } = served(exposure, run.scenario.version);
    const outcome = run.error === undefined ? 'promoted' : 'rolled back';
    return [run.scenario.version, outcome, `${answered}`, `${failed}`, ...clocks(run), seconds(run.endedAtMs - run.startedAtMs)];
  });
  const header = ['version', 'outcome', 'served', 'failed', 'onset → detected', 'detected → restored', 'detected → last served', 'whole'];
  const paths = runs.map((run) => `  ${run.scenario.version}  ${shorten(run.path).join(' ▸ ')}`);
  const checks = claims.map(({ claim, observed, holds }) => `  ${holds ? '✓' : '✗'} ${claim}: ${observed}`);
  const judge = judgeLines(runs, exposure);
  return [
    table([header, ...rows]),
    '',
    ...judge,
    ...(judge.length > 0 ? [''] : []),
    'States (a look is NextStep ▸ Move? ▸ Bake):',
    ...paths,
    '',
    'Claims:',
    ...checks,
  ].join('\n');
}

/** Lays rows out in columns, two blanks apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function clocks({ onsetAtMs, detectedAtMs, restoredAtMs, lastServedAtMs }: Run): readonly string[] {
  return [span(onsetAtMs, detectedAtMs), span(detectedAtMs, restoredAtMs), span(detectedAtMs, lastServedAtMs)];
}

function span(fromMs: number | undefined, untilMs: number | undefined): string {
  if (fromMs === undefined || untilMs === undefined) return '–';
  return untilMs < fromMs ? 'before' : seconds(untilMs - fromMs);
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** A loop of states is shown once, with how often it ran. */
function shorten(path: readonly string[]): readonly string[] {
  const short: { readonly names: string; times: number }[] = [];
  const loop = ['NextStep', 'Move?', 'Bake'].join(' ▸ ');
  for (const name of path.join(' ▸ ').replaceAll(loop, 'look').split(' ▸ ')) {
    const last = short.at(-1);
    if (last?.names === name) last.times += 1;
    else short.push({ names: name, times: 1 });
  }
  return short.map(({ names, times }) => (times === 1 ? names : `${names} ×${times}`));
}
