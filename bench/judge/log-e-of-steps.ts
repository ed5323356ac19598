import { logEPath } from '../../core/analysis/conditional-mixture.ts';
import { blockSeconds } from './scenario.ts';
import type { Trace } from './trace.ts';

/** Log e-values by minute: half of the evidence of the whole release, half of the mean of its steps'. */
export function logEOfSteps({ blocks, steps, stepsPlanned }: Trace, tau: number): readonly number[] {
  const whole = logEPath(blocks, tau);
  const ofSteps = steps.map(({ beganAt }, index) => {
    const endedAt = steps[index + 1]?.beganAt ?? Number.POSITIVE_INFINITY;
    const path = logEPath(
      blocks.filter(({ startedAt }) => startedAt >= beganAt && startedAt < endedAt),
      tau,
    );
    const before = beganAt / blockSeconds;
    return (minute: number) => (minute < before ? 0 : (path[Math.min(minute - before, path.length - 1)] ?? 0));
  });
  return whole.map((logE, minute) => {
    // A step that has not begun has seen nothing: its e-value is 1.
    const steps = ofSteps.reduce((sum, path) => sum + Math.exp(path(minute)), stepsPlanned - ofSteps.length) / stepsPlanned;
    return Math.log(0.5 * Math.exp(logE) + 0.5 * steps);
  });
}
