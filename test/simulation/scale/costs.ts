import type { Usage } from './meter.ts';
import { gigabytesOf, logBytes, prices, unseenMs } from './prices.ts';

/** Dollars by what they are for. */
export type Costs = Readonly<Record<'transitions' | 'functions' | 'ledger' | 'metrics and alarms' | 'events' | 'logs', number>>;

/** What a usage costs. @param historyBytes what the machines log, all of their history with its data */
export function costsOf(usage: Usage, historyBytes: number): Costs {
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
    events: usage.eventsPut * prices.event.dollars,
    logs: ((historyBytes + invocations * logBytes.invocation) / 1e9) * prices.logGb.dollars,
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
  /** Read units of one sweep over so many declared services. */
  readonly sweepReadUnits: number;
  readonly sweepMs: number;
}

const minutesOfMonth = 43_800;

/** Dollars a month while nothing is released. */
export function idleCosts({ alarmMetrics, customMetrics, sweepReadUnits, sweepMs }: Idle): Costs {
  const gbSeconds = ((sweepMs + unseenMs.invocation) / 1_000) * gigabytesOf('sluice-sweep');
  return {
    transitions: 0,
    functions: minutesOfMonth * (gbSeconds * prices.functionGbSecond.dollars + prices.functionRequest.dollars),
    ledger: minutesOfMonth * sweepReadUnits * prices.readUnit.dollars,
    'metrics and alarms': alarmMetrics * prices.alarmMetricMonth.dollars + customMetrics * prices.customMetricMonth.dollars,
    events: 0,
    logs: ((minutesOfMonth * logBytes.invocation) / 1e9) * prices.logGb.dollars,
  };
}
