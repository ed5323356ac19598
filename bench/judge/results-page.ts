import { logE } from '../../core/analysis/conditional-mixture.ts';
import { errorsNeeded } from './golden.ts';
import { markdownTable, shownCount } from './markdown.ts';
import type { Rates } from './request-floor.ts';
import { detectionTable, falseRollbacksTable } from './result-tables.ts';
import type { Results } from './results.ts';
import { comparedRules, partRules, rulesOf } from './rules.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/** All that one full run found. */
export interface Findings {
  readonly runs: number;
  readonly seed: number;
  readonly results: Results;
  /** Candidate requests that suffice when the judge looks after each request. */
  readonly floors: readonly { readonly rates: Rates; readonly requests: number }[];
}

/** The page with every figure of a run. It holds no date, so that the same run writes the same page. */
export function resultsPage(findings: Findings): string {
  const { results, runs, seed } = findings;
  const rows = (table: Scenario['table'], kind: Scenario['condition']['kind']) =>
    scenarios.filter((scenario) => scenario.table === table && scenario.condition.kind === kind);
  const detections = (table: Scenario['table']) =>
    rows(table, 'regressed').flatMap((scenario) => {
      const rules = rulesOf(scenario).filter(({ name }) => !name.startsWith('configured-share'));
      return [`### ${scenario.title}`, detectionTable(results, rules, scenario)];
    });
  const parts = [
    '# What the benchmark found',
    `Written by \`npm run bench:judge\` (seed ${seed}, ${shownCount(runs)} runs a row): do not edit. [What the words mean](README.md), [how it is computed](method.md).`,
    about,
    '![Detection time against false rollbacks](detection-against-false-rollbacks.svg)',
    '## Healthy releases that were rolled back',
    falseRollbacksTable(results, comparedRules, rows('constant', 'healthy')),
    '## Bad releases',
    ...detections('constant'),
    '## Releases by degrees',
    'Of 600 requests a minute the candidate gets 5, 10, 25 and 50 %, for 15 minutes each. Minutes count from when it is bad.',
    falseRollbacksTable(results, rulesOf({ table: 'ramp' }), rows('ramp', 'healthy')),
    ...detections('ramp'),
    '## Hard cases',
    hardNote,
    falseRollbacksTable(results, rulesOf({ table: 'hard' }), rows('hard', 'healthy')),
    ...detections('hard'),
    '## How few requests can do',
    floorTable(findings),
    '## Errors that roll back',
    errorsNeededTable(),
    '## The rules',
    ...[...comparedRules, ...partRules.ramp, ...partRules.hard].map(({ title, because }) => `- **${title}** ${because}.`),
  ];
  return `${parts
    .join('\n\n')
    .replaceAll(/\n\n(?=- \*\*)/g, '\n')
    .replace('## The rules\n', '## The rules\n\n')}\n`;
}

/** Middle number of candidate requests, by what goes wrong. */
export function floorTable({ floors }: Pick<Findings, 'floors'>): string {
  const rows = floors.map(({ rates, requests }) => [`${100 * rates.stable} % → ${100 * rates.candidate} %`, shownCount(requests)]);
  return markdownTable(['errors', 'candidate requests until rolled back, median'], rows);
}

/** Candidate errors that roll back at a share of 10 %, by stable's errors. */
export function errorsNeededTable(): string {
  const stableBads = [0, 1, 5, 10, 50];
  const row = (tau: number, alpha: number) => [
    `alpha ${alpha}, tau ${tau}`,
    ...stableBads.map((stableBad) => String(errorsNeeded(logE, { stableBad, tau, alpha }))),
  ];
  const head = ['candidate errors that roll back, share 10 %', ...stableBads.map((count) => `stable has ${count}`)];
  return markdownTable(head, [row(0, 0.01), row(0.25, 0.01), row(0, 0.05), row(0.25, 0.05)]);
}

const about = `Each run is one hour of 60 blocks of a minute. Requests of each lane are Poisson, failures binomial; the candidate has the given number of
requests a minute and stable nine times as many, if nothing else is said. All rules see the same hours. ± is three standard errors. A dash
means that fewer than half of the bad releases were found within the hour. *Served* and *failed* are the candidate's requests
before the rollback; a release that is not rolled back counts with its whole hour.`;

const hardNote = `*Errors in bursts*: the chance of an error is drawn anew for each lane and minute (beta distribution, intraclass correlation 0.02). No rule
that counts single errors keeps its promise there. *Paired baseline*: asks for another lane of the candidate's own size, and sees nothing in one
that is nine times as large. *Share 12 % where 10 % is configured*: harmless to a judge that counts what it sees; the
last line of the table shows the same judge with the configured share.`;
