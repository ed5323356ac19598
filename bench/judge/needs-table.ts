import { natsPerBadRequest } from '../../core/analysis/not-worse.ts';
import { logEWithinSlo } from '../../core/analysis/slo-guard.ts';
import { markdownTable, shownCount } from './markdown.ts';

const beta = 0.05;
const worseMax = 2;
const shares = [0.05, 0.1, 0.25, 0.5] as const;
/** Shares of bad requests, and what has them. */
const badRates = [
  [0.001, 'errors, 0.1 % fail'],
  [0.01, 'errors, 1 % fail'],
  [0.1, 'latency, 10 % are slower than p90'],
] as const;

/** Requests of both lanes together until a candidate that is as good as stable is shown to be less than twice as bad, on average. */
export function needsTable(): string {
  const rows = badRates.map(([rate, name]) => [
    name,
    ...shares.map((share) => shownCount(roundedUp(Math.log(1 / beta) / natsPerBadRequest(share, worseMax) / rate))),
  ]);
  return markdownTable(['requests of both lanes until safe', ...shares.map((share) => `candidate has ${100 * share} %`)], rows);
}

/** Candidate requests until it is shown to be within a limit: no other lane is needed. */
export function withinLimitTable(): string {
  const clean = [0.001, 0.01, 0.05].map((limit) => [`errors: none, limit ${100 * limit} %`, requestsWithin(limit, 0)]);
  const slow = [2, 3].map((times) => [`latency: 10 % slower than stable's p90, \`worseMax: ${times}\``, requestsWithin(times * 0.1, 0.1)]);
  const rows = [...clean, ...slow].map(([name, requests]) => [String(name), shownCount(Number(requests))]);
  return markdownTable(['the candidate has', 'its requests until safe'], rows);
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

/** Fewest requests at which a lane of exactly this rate of bad ones is shown to be below the limit. */
function requestsWithin(limit: number, rate: number): number {
  let requests = 1;
  while (logEWithinSlo(rate * requests, requests, limit) < Math.log(1 / beta)) requests += 1;
  return requests;
}

/** Two digits: it is an average. */
function roundedUp(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / unit) * unit;
}
