import type { Alarm } from '../../../adapters/alarm-reader.ts';
import type { Ledger } from '../../../adapters/ledger/ledger.ts';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import type { MetricSources, ReadRequest } from '../../../adapters/metrics/metric-sources.ts';
import { trafficReader } from '../../../adapters/traffic-reader.ts';
import type { ComparisonPlan, MetricPlan } from '../../../core/analysis/metric-plan.ts';
import type { RuleActions } from '../../../core/deployment/aws-requests.ts';
import type { Deployment } from '../../../core/deployment/deployment.ts';
import type { Plan } from '../../../core/deployment/plan.ts';
import { forward } from '../../../core/deployment/traffic.ts';
import type { SluiceEvent } from '../../../core/events/published-events.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { aPlan, aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';

type Needs = Parameters<typeof nextStep>[0];

/** What the world shows at every look; what is not said is well. */
export interface Shown {
  readonly now?: Date;
  readonly actions?: RuleActions;
  /** Healthy targets of the candidate, and of stable. */
  readonly healthy?: number;
  readonly stable?: number;
  readonly alarm?: Alarm;
  /** Failed requests of 500 of the candidate, and of 9,500 of stable, in the first minute after the candidate's first users. */
  readonly bad?: number;
  readonly badOfStable?: number;
  readonly profile?: MetricSources['profile'];
}

const errors: ComparisonPlan = {
  ...{ kind: 'comparison', name: 'errors', dryRun: false, critical: true, warmupSeconds: 0, counts: { kind: 'alb-errors' } },
  ...{ tolerance: 0.25, worseMax: 2, badRateMax: 0.01, baseline: 'stable' },
};

/** The plan of the builders, judged by failed requests alone, or by these metrics. */
export function aJudgedPlan(change: Partial<Plan> = {}, metrics: readonly MetricPlan[] = [errors]): Plan {
  const plan = aPlan(change);
  return { ...plan, analysis: { ...plan.analysis, metrics } };
}

/** Response times against stable's own, without declared thresholds. */
export function aLatencyMetric(change: { readonly dryRun?: boolean; readonly quantiles?: readonly number[] } = {}): MetricPlan {
  const counts = { kind: 'alb-latency', quantiles: change.quantiles ?? [0.9] } as const;
  return { ...errors, name: 'latency', counts, dryRun: change.dryRun ?? false };
}

/** A deployment in the ledger whose looks see this. */
export async function aLook(
  deployment: Deployment,
  shown: Shown = {},
): Promise<{
  readonly ledger: Ledger;
  readonly needs: Needs;
  /** What metrics were asked for. */
  readonly read: readonly ReadRequest[];
  /** Whose alarms were asked for. */
  readonly asked: readonly (readonly string[])[];
  readonly announced: readonly SluiceEvent[];
  readonly next: (input?: object) => ReturnType<ReturnType<typeof nextStep>>;
}> {
  const ledger = memoryLedger();
  await anAdmitted(ledger, deployment);
  const { plan, stepIndex, id } = deployment;
  const [read, asked, announced]: [ReadRequest[], (readonly string[])[], SluiceEvent[]] = [[], [], []];
  const percent = plan.steps[stepIndex]?.candidatePercent ?? 0;
  const needs: Needs = {
    ledger,
    traffic: trafficReader({
      rule: async (ruleArn) => ({ ruleArn, actions: shown.actions ?? forward(plan, percent), isDefault: false }),
      targetHealth: async (arn) => ({ healthy: (arn === plan.stable.targetGroupArn ? shown.stable : shown.healthy) ?? 4, unhealthy: 0 }),
    }),
    metrics: {
      async read(request) {
        read.push(request);
        const candidate = { requests: 500, bad: shown.bad ?? 0 };
        const stable = { requests: 9_500, bad: shown.badOfStable ?? 0 };
        const counts = { errors: [{ startedAt: Math.ceil(request.from.getTime() / 60_000) * 60, candidate, stable }] };
        return Object.fromEntries(request.metrics.map(({ name }) => [name, { counts, values: {} }]));
      },
      profile: shown.profile ?? (async () => undefined),
    },
    alarms: {
      async alarms(arns) {
        asked.push(arns);
        return { found: shown.alarm ? [shown.alarm] : [], missing: [] };
      },
    },
    patience: () => new AbortController().signal,
    announcer: { announce: async (event) => void announced.push(event) },
    now: () => shown.now ?? secondsLater(700),
  };
  const next = (input: object = {}) => nextStep(needs)({ deploymentId: id, shownAt: null, pagedStep: null, pageTries: 0, ...input });
  return { ledger, needs, read, asked, announced, next };
}

/** A deployment before its first shift. */
export function anUnshifted(plan: Plan): Deployment {
  const { stepStartedAt: _, ...unshifted } = aProgressing({ plan, stepIndex: -1, sequence: 0 });
  return unshifted;
}
