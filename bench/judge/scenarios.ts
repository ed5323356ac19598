import { DefectError } from '../../core/errors.ts';
import type { Condition, Minute, Scenario } from './scenario.ts';

const percent = 0.01;
/** Requests of both lanes together in a minute of a ramp. */
const rampRequests = 600;
const rampShares = [5 * percent, 10 * percent, 25 * percent, 50 * percent] as const;
const rampStepMinutes = 15;
const healthyAll: Condition = { kind: 'healthy' };

interface Constant {
  /** Candidate requests in a minute; stable has nine times as many. */
  readonly requests: number;
  readonly candidateRate: number;
  readonly stableRate: number;
}

function constant({ requests, candidateRate, stableRate }: Constant): Minute {
  return { candidate: { requests, rate: candidateRate }, stable: { requests: 9 * requests, rate: stableRate }, configuredShare: 0.1 };
}

function row(table: Scenario['table'], condition: Condition, name: string, title: string, at: Scenario['at']): Scenario {
  return { table, condition, name, title, at };
}

function healthy(requests: number, rate: number): Scenario {
  const at = () => constant({ requests, candidateRate: rate, stableRate: rate });
  return row('constant', healthyAll, `healthy-${requests}-${rate}`, `${requests}/min, ${shown(rate)}`, at);
}

function regressed(requests: number, stableRate: number, candidateRate: number): Scenario {
  const at = () => constant({ requests, candidateRate, stableRate });
  const title = `${requests}/min, ${shown(stableRate)} → ${shown(candidateRate)}`;
  return row('constant', { kind: 'regressed', badFromMinute: 0 }, `regressed-${requests}-${stableRate}-${candidateRate}`, title, at);
}

/** Both lanes fail twenty times as often for five minutes: a database, a region, a bad neighbour. */
function incident(requests: number, rate: number): Scenario {
  const at = (minute: number) => {
    const now = minute >= 20 && minute < 25 ? 20 * rate : rate;
    return constant({ requests, candidateRate: now, stableRate: now });
  };
  return row(
    'constant',
    healthyAll,
    `incident-${requests}-${rate}`,
    `${requests}/min, ${shown(rate)}, both lanes 20 × as bad for 5 min`,
    at,
  );
}

/** A release by degrees. Its candidate is at `badRate` from the step at `badFromPercent` on. */
function ramp(rate: number, bad?: { readonly rate: number; readonly fromPercent: number }): Scenario {
  const at = (minute: number): Minute => {
    const share = rampShares[Math.floor(minute / rampStepMinutes)] ?? 0.5;
    const candidateRate = bad !== undefined && share * 100 >= bad.fromPercent ? bad.rate : rate;
    return {
      candidate: { requests: rampRequests * share, rate: candidateRate },
      stable: { requests: rampRequests * (1 - share), rate },
      configuredShare: share,
    };
  };
  if (bad === undefined) return row('ramp', healthyAll, `ramp-${rate}`, `healthy at ${shown(rate)}`, at);
  const title = `${shown(rate)} → ${shown(bad.rate)} from ${bad.fromPercent} % of the traffic on`;
  const badFromMinute = rampStepMinutes * rampShares.findIndex((share) => share * 100 >= bad.fromPercent);
  return row('ramp', { kind: 'regressed', badFromMinute }, `ramp-${rate}-${bad.rate}-from-${bad.fromPercent}`, title, at);
}

/** Failures come in bursts, in each lane and minute by itself. */
function clustered(requests: number, rate: number, icc: number): Scenario {
  const at = () => ({ ...constant({ requests, candidateRate: rate, stableRate: rate }), icc });
  return row(
    'hard',
    healthyAll,
    `clustered-${requests}-${rate}-${icc}`,
    `${requests}/min, ${shown(rate)}, failures in bursts (ICC ${icc})`,
    at,
  );
}

/** The candidate gets a share that is 20 % above the configured one: keep-alive, zones of unequal size. */
function skewed(requests: number, rate: number): Scenario {
  const total = 10 * requests;
  const at = (): Minute => ({
    candidate: { requests: 0.12 * total, rate },
    stable: { requests: 0.88 * total, rate },
    configuredShare: 0.1,
  });
  return row(
    'hard',
    healthyAll,
    `skewed-${requests}-${rate}`,
    `${total}/min in all, ${shown(rate)}, share 12 % where 10 % is configured`,
    at,
  );
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
  regressed(60, 0.001, 0.01),
  regressed(60, 0.01, 0.05),
  regressed(6, 0.001, 0.1),
  ramp(0.001),
  ramp(0.01),
  ramp(0.001, { rate: 0.01, fromPercent: 5 }),
  ramp(0.001, { rate: 0.01, fromPercent: 25 }),
  ramp(0.001, { rate: 0.01, fromPercent: 50 }),
  ramp(0.01, { rate: 0.02, fromPercent: 50 }),
  clustered(600, 0.01, 0.02),
  skewed(300, 0.05),
];

/** @throws {DefectError} there is no such row. */
export function scenarioOf(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new DefectError(`there is no scenario "${name}"`);
  return found;
}
