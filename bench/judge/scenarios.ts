import { DefectError } from '../../core/errors.ts';
import type { Condition, Minute, Scenario } from './scenario.ts';

const percent = 0.01;
/** What the judge promises of healthy releases: alpha. */
const promised = percent;
/** What is documented of errors in bursts, which the promise does not cover. */
const clusteredMax = 0.4;
/** Intraclass correlation of errors in bursts. */
const burstiness = 0.02;
/** Requests of both lanes together in a minute of a ramp. */
const rampRequests = 600;
const rampShares = [5 * percent, 10 * percent, 25 * percent, 50 * percent] as const;
const rampStepMinutes = 15;
const isHealthy: Condition = { kind: 'healthy' };

interface Constant {
  /** Candidate requests in a minute; stable has nine times as many. */
  readonly requests: number;
  readonly candidateRate: number;
  readonly stableRate: number;
}

function constant({ requests, candidateRate, stableRate }: Constant): Minute {
  return { candidate: { requests, rate: candidateRate }, stable: { requests: 9 * requests, rate: stableRate }, configuredShare: 0.1 };
}

function healthy(requests: number, rate: number): Scenario {
  return {
    name: `healthy-${requests}-${rate}`,
    title: `${requests}/min, ${shown(rate)}`,
    table: 'constant',
    condition: isHealthy,
    falseRollbacksMax: promised,
    at: () => constant({ requests, candidateRate: rate, stableRate: rate }),
  };
}

function regressed(requests: number, stableRate: number, candidateRate: number): Scenario {
  return {
    name: `regressed-${requests}-${stableRate}-${candidateRate}`,
    title: `${requests}/min, ${shown(stableRate)} → ${shown(candidateRate)}`,
    table: 'constant',
    condition: { kind: 'regressed', badFromMinute: 0 },
    falseRollbacksMax: promised,
    at: () => constant({ requests, candidateRate, stableRate }),
  };
}

/** Both lanes fail twenty times as often for five minutes: a database, a network, a provider. */
function incident(requests: number, rate: number): Scenario {
  const at = (minute: number) => {
    const now = minute >= 20 && minute < 25 ? 20 * rate : rate;
    return constant({ requests, candidateRate: now, stableRate: now });
  };
  const title = `${requests}/min, ${shown(rate)}, incident in both lanes`;
  return { ...healthy(requests, rate), name: `incident-${requests}-${rate}`, title, at };
}

/** A release by degrees. Its candidate is at `bad.rate` from the step at `bad.fromPercent` on. */
function ramp(rate: number, bad?: { readonly rate: number; readonly fromPercent: number }): Scenario {
  const isBad = (share: number) => bad !== undefined && share * 100 >= bad.fromPercent;
  const badFromMinute = rampStepMinutes * rampShares.findIndex(isBad);
  return {
    name: bad === undefined ? `ramp-${rate}` : `ramp-${rate}-${bad.rate}-from-${bad.fromPercent}`,
    title: bad === undefined ? `ramp, ${shown(rate)}` : `ramp, ${shown(rate)} → ${shown(bad.rate)} from the ${bad.fromPercent} % step on`,
    table: 'ramp',
    condition: bad === undefined ? isHealthy : { kind: 'regressed', badFromMinute },
    falseRollbacksMax: promised,
    at: (minute) => {
      const share = rampShares[Math.floor(minute / rampStepMinutes)] ?? 0.5;
      return {
        candidate: { requests: rampRequests * share, rate: bad !== undefined && isBad(share) ? bad.rate : rate },
        stable: { requests: rampRequests * (1 - share), rate },
        configuredShare: share,
      };
    },
  };
}

interface Bursts extends Constant {
  /** How many times as many requests the other lane has: 9 of stable, 1 of a baseline of the candidate's own size. */
  readonly times: 9 | 1;
}

/** Failures come in bursts, in each lane and minute by itself. */
function clustered({ requests, candidateRate, stableRate, times }: Bursts): Scenario {
  const isBad = candidateRate > stableRate;
  const rates = isBad ? `${shown(stableRate)} → ${shown(candidateRate)}` : shown(stableRate);
  return {
    name: `clustered-${requests}-${stableRate}-${candidateRate}-${times}`,
    title: `${requests}/min, ${rates}, bursts${times === 1 ? ', other lane of the same size' : ''}`,
    table: 'hard',
    condition: isBad ? { kind: 'regressed', badFromMinute: 0 } : isHealthy,
    falseRollbacksMax: clusteredMax,
    at: () => ({
      candidate: { requests, rate: candidateRate },
      stable: { requests: times * requests, rate: stableRate },
      configuredShare: 1 / (1 + times),
      icc: burstiness,
    }),
  };
}

/** The candidate gets a share that is 20 % above the configured one: kept-alive connections, zones of unequal size. */
function skewed(requests: number, rate: number): Scenario {
  return {
    name: `skewed-${requests}-${rate}`,
    title: `${10 * requests}/min in all, ${shown(rate)}, share 12 % where 10 % is configured`,
    table: 'hard',
    condition: isHealthy,
    falseRollbacksMax: promised,
    at: () => ({
      candidate: { requests: 1.2 * requests, rate },
      stable: { requests: 8.8 * requests, rate },
      configuredShare: 0.1,
    }),
  };
}

function shown(rate: number): string {
  return `${Number((100 * rate).toPrecision(3))} %`;
}

/** Every row of the tables, in their order. */
export const scenarios: readonly Scenario[] = [
  healthy(6, 0.001),
  healthy(60, 0.001),
  healthy(60, 0.01),
  incident(60, 0.001),
  regressed(6, 0.001, 0.1),
  regressed(60, 0.001, 0.01),
  regressed(60, 0.01, 0.05),
  ramp(0.001),
  ramp(0.01),
  ramp(0.001, { rate: 0.01, fromPercent: 5 }),
  ramp(0.001, { rate: 0.01, fromPercent: 25 }),
  ramp(0.001, { rate: 0.01, fromPercent: 50 }),
  ramp(0.01, { rate: 0.05, fromPercent: 50 }),
  ...([9, 1] as const).flatMap((times) => [
    clustered({ requests: 600, stableRate: 0.01, candidateRate: 0.01, times }),
    clustered({ requests: 600, stableRate: 0.01, candidateRate: 0.05, times }),
  ]),
  skewed(300, 0.05),
];

/** @throws {DefectError} there is no such row. */
export function scenarioOf(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new DefectError(`there is no scenario "${name}"`);
  return found;
}
