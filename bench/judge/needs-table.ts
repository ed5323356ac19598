import { natsPerBadRequest } from '../../core/analysis/not-worse.ts';
import { logEWithinSlo } from '../../core/analysis/slo-guard.ts';
import { markdownTable, shownCount } from './markdown.ts';

const beta = 0.05;
const worseMax = 2;
const shares = [0.05, 0.1, 0.25, 0.5] as const;
/** Shares of bad requests, and what has them. */
const badRates = [
  [0.001, 'errors, 0.1 % fail'],
  [0.01, 'slower than p99'],
  [0.1, 'slower than p90'],
] as const;

/** Requests of both lanes together until a candidate that is as good as stable is shown to be less than twice as bad, on average. */
export function needsTable(): string {
  const rows = badRates.map(([rate, name]) => [
    name,
    ...shares.map((share) => shownCount(roundedUp(Math.log(1 / beta) / natsPerBadRequest(share, worseMax) / rate))),
  ]);
  return markdownTable(['requests of both lanes until safe', ...shares.map((share) => `candidate has ${100 * share} %`)], rows);
}

/** Candidate requests without a bad one until it is shown to be within its SLO: no other lane is needed. */
export function cleanRunTable(): string {
  const limits = [0.001, 0.01, 0.05];
  return markdownTable(
    ['', ...limits.map((badRateMax) => `SLO ${100 * badRateMax} %`)],
    [['candidate requests without an error until safe', ...limits.map((badRateMax) => shownCount(cleanRequests(badRateMax)))]],
  );
}

/** Bad requests of both lanes until a candidate as good as stable is shown to be less than so many times as bad, on average. */
export function badNeededTable(): string {
  const times = [2, 3, 5, 10];
  const rows = shares.map((share) => [
    `${100 * share} %`,
    ...times.map((each) => String(Math.round(Math.log(1 / beta) / natsPerBadRequest(share, each)))),
  ]);
  return markdownTable(['candidate has', ...times.map((each) => `worseMax ${each}`)], rows);
}

function cleanRequests(badRateMax: number): number {
  let requests = 1;
  while (logEWithinSlo(0, requests, badRateMax) < Math.log(1 / beta)) requests += 1;
  return requests;
}

/** Two digits: it is an average. */
function roundedUp(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / unit) * unit;
}
