import { availableParallelism } from 'node:os';
import { logE } from '../../core/analysis/conditional-mixture.ts';
import type { Command } from '../command/answer-command.ts';
import { agreementCheck } from './agreement.ts';
import { atMostCheck, type Check } from './check.ts';
import { writeDocuments } from './docs-files.ts';
import { documentsOf } from './documents.ts';
import { gateChecks, gateRulesOf } from './gate.ts';
import { goldenChecks } from './golden.ts';
import { type JudgeAsked, readJudge } from './read-judge.ts';
import { requestFloor } from './request-floor.ts';
import { runAll } from './results.ts';
import { rulesOf } from './rules.ts';
import { runDemos } from './run-parallel.ts';
import { scenarios } from './scenarios.ts';
import { speedCheck } from './speed.ts';

const usage = `npm run bench:judge -- [--runs <count>] [--seed <seed>] [--check]
npm run bench:judge -- --short [--runs <count>] [--seed <seed>]

  --runs      runs of each row; default 10000, or 1000 when it is short
  --seed      the seed of all random numbers; default 1
  --check     says which files of docs/judge would change, and writes none of them
  --short     only what must hold, and nothing is written

Without --check or --short, docs/judge is written.

Exit code: 0 when every check passed, 1 when one failed, 2 when these words are used wrongly.`;

type Print = (line: string) => void;

/** Compares the judge with other rules on the same traffic, and checks what is promised of it. */
export const judgeCommand: Command<JudgeAsked> = { name: 'npm run bench:judge', usage, read: readJudge, run };

const demoReleases = 200;

async function run(asked: JudgeAsked, print: Print): Promise<number> {
  const { size, runs, seed } = asked;
  const startedAt = performance.now();
  const secondsSoFar = () => Math.round((performance.now() - startedAt) / 1_000);
  print(`${size} run, ${runs} runs a row, seed ${seed}, ${availableParallelism()} cores`);
  const tell = tellTenths((tenths) => print(`${tenths * 10} % of the runs after ${secondsSoFar()} s`));
  const checks = [
    ...quickChecks(seed),
    await demoCheck(seed),
    ...(size === 'short' ? gateChecks(await runAll(gateRulesOf, runs, seed)) : await fullChecks(asked, tell)),
  ];
  for (const { ok, line } of checks) if (ok) print(`ok      ${line}`);
  for (const { ok, line } of checks) if (!ok) print(`FAILED  ${line}`);
  const failed = checks.filter(({ ok }) => !ok).length;
  print(`${checks.length - failed} checks passed, ${failed} failed, ${secondsSoFar()} s`);
  return failed > 0 ? 1 : 0;
}

function quickChecks(seed: number): readonly Check[] {
  const singleErrors = scenarios.filter(({ table }) => table !== 'hard');
  return [...goldenChecks(logE), ...[0, 0.25].map((tau) => agreementCheck(singleErrors, tau, 20, seed)), speedCheck(seed)];
}

async function demoCheck(seed: number): Promise<Check> {
  const ends = await runDemos(demoReleases, seed);
  const [notPromoted] = ends.filter(({ kind }) => kind !== 'promote');
  const name = `healthy releases under the demo's traffic, ${demoReleases} runs${notPromoted === undefined ? '' : ` (${notPromoted.because})`}`;
  return atMostCheck(name, ends.filter(({ kind }) => kind !== 'promote').length, 0, 'not promoted');
}

async function fullChecks({ runs, seed, check }: JudgeAsked, tell: (share: number) => void): Promise<readonly Check[]> {
  const results = await runAll(rulesOf, runs, seed, tell);
  const rates = [
    { stable: 0.001, candidate: 0.01 },
    { stable: 0.01, candidate: 0.05 },
    { stable: 0.001, candidate: 0.1 },
  ];
  const floors = rates.map((each) => ({ rates: each, requests: requestFloor(each, runs, seed) }));
  const changed = writeDocuments(documentsOf({ runs, seed, results, floors }), { dry: check });
  const written = { ok: !check || changed.length === 0, line: `docs/judge: ${changed.join(', ') || 'nothing'} changed` };
  return [...gateChecks(results), written];
}

/** A run of minutes says how far it is. */
function tellTenths(reached: (tenths: number) => void): (share: number) => void {
  let told = 0;
  return (share) => {
    if (Math.floor(share * 10) === told) return;
    told = Math.floor(share * 10);
    reached(told);
  };
}
