import { gigabytesOf, logBytes, outcomesOfFunction, unseenMs } from './assumed-usage.ts';
import type { Usage } from './meter.ts';
import { prices } from './prices.ts';

/** Dollars by what they are for. */
export type Costs = Readonly<
  Record<
    'transitions' | 'functions' | 'ledger' | 'metrics and alarms' | 'metrics of functions' | 'events' | 'logs' | 'traces' | 'key of pages',
    number
  >
>;

/** What a run was, besides what it used. */
export interface Run {
  /** What the machines log, all of their history with its data. */
  readonly historyBytes: number;
  /** How long it was. Metrics are paid for by the hour. */
  readonly seconds: number;
}

/** What a usage costs. Each invocation counts as a trace of its own: it is one at most, and none is left out by sampling. */
export function costsOf(usage: Usage, { historyBytes, seconds }: Run): Costs {
  const functions = Object.entries(usage.functions);
  const invocations = functions.reduce((sum, [, each]) => sum + each.invocations, 0);
  const gbSeconds = functions.reduce((sum, [name, { ms, invocations, coldStarts }]) => {
    const billedMs = ms + invocations * unseenMs.invocation + coldStarts * unseenMs.coldStart;
    return sum + (billedMs / 1_000) * gigabytesOf(name);
  }, 0);
  const alarmCalls = (usage.calls['CloudWatch.DescribeAlarms'] ?? 0) + (usage.calls['CloudWatch.DescribeAlarmHistory'] ?? 0);
  return {
    transitions: usage.transitions * prices.transition.dollars,
    functions: gbSeconds * prices.functionGbSecond.dollars + invocations * prices.functionRequest.dollars,
    ledger: usage.writeUnits * prices.writeUnit.dollars + usage.readUnits * prices.readUnit.dollars,
    'metrics and alarms': usage.metricsRead * prices.metricRead.dollars + alarmCalls * prices.alarmCall.dollars,
    'metrics of functions':
      functions.length * outcomesOfFunction * Math.ceil(seconds / 3_600) * (prices.customMetricMonth.dollars / hoursOfMonth),
    events: usage.eventsPut * prices.event.dollars,
    logs: ((historyBytes + invocations * logBytes.invocation) / 1e9) * prices.logGb.dollars,
    traces: invocations * prices.trace.dollars,
    'key of pages': 0,
  };
}

/** All of it. */
export function totalOf(costs: Costs): number {
  return Object.values(costs).reduce((sum, dollars) => sum + dollars, 0);
}

/** What the control plane is made of that costs though nothing is released. */
export interface Idle {
  /** Metrics of its own alarms. */
  readonly alarmMetrics: number;
  /** Metrics that its sweep publishes. */
  readonly customMetrics: number;
  /** KMS keys of its own. */
  readonly keys: number;
  /** Read units of one sweep over so many declared services. */
  readonly sweepReadUnits: number;
  readonly sweepMs: number;
}

const hoursOfMonth = 730;
const minutesOfMonth = 60 * hoursOfMonth;

/** Dollars a month while nothing is released. */
export function idleCosts({ alarmMetrics, customMetrics, keys, sweepReadUnits, sweepMs }: Idle): Costs {
  const gbSeconds = ((sweepMs + unseenMs.invocation) / 1_000) * gigabytesOf('sluice-sweep');
  return {
    transitions: 0,
    functions: minutesOfMonth * (gbSeconds * prices.functionGbSecond.dollars + prices.functionRequest.dollars),
    ledger: minutesOfMonth * sweepReadUnits * prices.readUnit.dollars,
    'metrics and alarms': alarmMetrics * prices.alarmMetricMonth.dollars,
    'metrics of functions': customMetrics * prices.customMetricMonth.dollars,
    events: 0,
    logs: ((minutesOfMonth * logBytes.invocation) / 1e9) * prices.logGb.dollars,
    traces: minutesOfMonth * prices.trace.dollars,
    'key of pages': keys * prices.keyMonth.dollars,
  };
}
