import type { ComparisonPlan, ReleaseBaselinePlan } from '../../../core/analysis/metric-plan.ts';
import type { ReleaseProfile } from '../../../core/analysis/release-profile.ts';

/** Errors of both lanes without an SLO; a case names what it is about. */
export function aComparisonPlan(with_: Partial<ComparisonPlan> = {}): ComparisonPlan {
  return {
    name: 'errors',
    kind: 'comparison',
    dryRun: false,
    critical: true,
    warmupSeconds: 0,
    counts: { kind: 'alb-errors' },
    tolerance: 0.25,
    worseMax: 2,
    baseline: 'stable',
    ...with_,
  };
}

/** A release baseline with the usual limits. */
export function aBaselinePlan(with_: Partial<ReleaseBaselinePlan> = {}): ReleaseBaselinePlan {
  return {
    name: 'release',
    kind: 'release-baseline',
    dryRun: false,
    critical: false,
    warmupSeconds: 0,
    warnAbove: 0.15,
    rollbackAbove: 0.25,
    ...with_,
  };
}

/** A release without a quantile that served 100,000 requests, 1 in 1,000 of them badly. */
export function aProfile(with_: Partial<ReleaseProfile> = {}): ReleaseProfile {
  return {
    taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111111111111:task-definition/shop:7',
    deploymentId: 'shop-7',
    from: '2026-01-01T00:00:00.000Z',
    until: '2026-01-01T01:00:00.000Z',
    requests: 100_000,
    requestsPerSecond: 100_000 / 3_600,
    errorRate: 0.001,
    ...with_,
  };
}
