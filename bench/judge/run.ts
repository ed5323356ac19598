import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { logE } from '../../core/analysis/conditional-mixture.ts';
import { agreementCheck } from './agreement.ts';
import { atMostCheck, type Check } from './check.ts';
import { writeDocuments } from './docs-files.ts';
import { documentsOf } from './documents.ts';
import { gateChecks, gateRulesOf } from './gate.ts';
import { goldenChecks } from './golden.ts';
import { requestFloor } from './request-floor.ts';
import { runAll } from './results.ts';
import { rulesOf } from './rules.ts';
import { runDemos } from './run-parallel.ts';
import { scenarios } from './scenarios.ts';
import { speedCheck } from './speed.ts';

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    runs: { type: 'string' },
    seed: { type: 'string' },
  },
});
const seed = wholeNumber('--seed', options.seed ?? '1', 0);
const runs = wholeNumber('--runs', options.runs ?? (options.short ? '1000' : '10000'), 1);
const demoReleases = 200;
const startedAt = performance.now();

say(`${options.short ? 'short' : 'full'} run, ${runs} runs a row, seed ${seed}, ${availableParallelism()} cores`);
const checks = [
  ...quickChecks(),
  await demoCheck(),
  ...(options.short ? gateChecks(await runAll(gateRulesOf, runs, seed)) : await fullChecks()),
];
for (const { ok, line } of checks) if (ok) say(`ok      ${line}`);
for (const { ok, line } of checks) if (!ok) say(`FAILED  ${line}`);
const failed = checks.filter(({ ok }) => !ok).length;
say(`${checks.length - failed} checks passed, ${failed} failed, ${Math.round((performance.now() - startedAt) / 1_000)} s`);
process.exitCode = failed > 0 ? 1 : 0;

function wholeNumber(option: string, given: string, min: number): number {
  const value = Number(given);
  if (/^\d+$/.test(given) && Number.isSafeInteger(value) && value >= min) return value;
  say(`bench:judge: ${option} is "${given}": give a whole number from ${min}`);
  process.exit(2);
}

function quickChecks(): readonly Check[] {
  const singleErrors = scenarios.filter(({ table }) => table !== 'hard');
  return [...goldenChecks(logE), ...[0, 0.25].map((tau) => agreementCheck(singleErrors, tau, 20, seed)), speedCheck(seed)];
}

async function demoCheck(): Promise<Check> {
  const ends = await runDemos(demoReleases, seed);
  const [notPromoted] = ends.filter(({ kind }) => kind !== 'promote');
  const name = `healthy releases under the demo's traffic, ${demoReleases} runs${notPromoted === undefined ? '' : ` (${notPromoted.because})`}`;
  return atMostCheck(name, ends.filter(({ kind }) => kind !== 'promote').length, 0, 'not promoted');
}

async function fullChecks(): Promise<readonly Check[]> {
  const results = await runAll(rulesOf, runs, seed, tellTenths());
  const rates = [
    { stable: 0.001, candidate: 0.01 },
    { stable: 0.01, candidate: 0.05 },
    { stable: 0.001, candidate: 0.1 },
  ];
  const floors = rates.map((each) => ({ rates: each, requests: requestFloor(each, runs, seed) }));
  const changed = writeDocuments(documentsOf({ runs, seed, results, floors }), { dry: options.check });
  const written = { ok: !options.check || changed.length === 0, line: `docs/judge: ${changed.join(', ') || 'nothing'} changed` };
  return [...gateChecks(results), written];
}

/** A run of minutes says how far it is. */
function tellTenths(): (share: number) => void {
  let told = 0;
  return (share) => {
    if (Math.floor(share * 10) === told) return;
    told = Math.floor(share * 10);
    say(`${told * 10} % of the runs after ${Math.round((performance.now() - startedAt) / 1_000)} s`);
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
