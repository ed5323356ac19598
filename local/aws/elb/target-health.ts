import type { TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2';

/** How a target group checks its targets; the API's own units. */
export interface HealthCheck {
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** `200`, `200-299` or a comma-separated list of these. */
  readonly matcher: string;
}

/** What one health check request came to. */
export type ProbeAnswer =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'refused' };

/** What is known about one target. `draining` is the end: a target that comes back is registered anew. */
export interface TargetState {
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unhealthy.draining';
  readonly health: TargetHealth;
  /** Checks of the same outcome in a row. */
  readonly passes: number;
  readonly failures: number;
}

/** A target that was registered a moment ago. */
export const registered: TargetState = {
  state: 'initial',
  health: { State: 'initial', Reason: 'Elb.RegistrationInProgress', Description: 'Target registration is in progress' },
  passes: 0,
  failures: 0,
};

/** The state after one more check: a new target needs one pass, an unhealthy one the healthy threshold, a healthy one the unhealthy threshold of failures. */
export function afterProbe(before: TargetState, answer: ProbeAnswer, check: HealthCheck): TargetState {
  if (before.state === 'draining' || before.state === 'unhealthy.draining') return before;
  const failure = failureOf(answer, check);
  if (failure === undefined) {
    const passes = before.passes + 1;
    const enough = before.state !== 'unhealthy' || passes >= check.healthyThreshold;
    return enough ? { state: 'healthy', health: { State: 'healthy' }, passes, failures: 0 } : { ...before, passes, failures: 0 };
  }
  const failures = before.failures + 1;
  if (before.state === 'unhealthy' || failures >= check.unhealthyThreshold)
    return { state: 'unhealthy', health: { State: 'unhealthy', ...failure }, passes: 0, failures };
  const health: TargetHealth =
    before.state === 'initial'
      ? { State: 'initial', Reason: 'Elb.InitialHealthChecking', Description: 'Initial health checks in progress' }
      : before.health;
  return { ...before, health, passes: 0, failures };
}

/** The state of a target that is being deregistered. */
export function draining(before: TargetState): TargetState {
  const state = before.state === 'unhealthy' ? 'unhealthy.draining' : 'draining';
  return {
    ...before,
    state,
    health: { State: state, Reason: 'Target.DeregistrationInProgress', Description: 'Target deregistration is in progress' },
  };
}

function failureOf(answer: ProbeAnswer, check: HealthCheck): Pick<TargetHealth, 'Reason' | 'Description'> | undefined {
  if (answer.kind === 'timeout') return { Reason: 'Target.Timeout', Description: 'Request timed out' };
  if (answer.kind === 'refused') return { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' };
  if (statusMatches(answer.status, check.matcher)) return undefined;
  return { Reason: 'Target.ResponseCodeMismatch', Description: `Health checks failed with these codes: [${answer.status}]` };
}

function statusMatches(status: number, matcher: string): boolean {
  return matcher.split(',').some((part) => {
    const [low = '', high = low] = part.trim().split('-');
    return status >= Number(low) && status <= Number(high);
  });
}
