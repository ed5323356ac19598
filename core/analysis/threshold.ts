import type { ValueBlock } from './blocks.ts';
import type { MetricEvidence } from './evidence.ts';
import { inconclusive } from './inconclusive.ts';
import type { JudgeContext, Judgement } from './metric-judgement.ts';
import type { Condition, ThresholdPlan } from './metric-plan.ts';
import { warmBlocks } from './warm-blocks.ts';

type Phase = 'passed' | 'failed' | 'inconclusive' | 'error';

/**
 * Judges measured values of the candidate by limits, as an Argo Rollouts analysis does: every block of the deployment after the warm-up is
 * one measurement.
 *
 * - **Regressed** when more measurements failed than `failureLimit`, whatever the others are.
 * - **Ended** (inconclusive) when more than `inconclusiveLimit` neither passed nor failed, or more than `consecutiveErrorLimit` in a row
 *   had no value. A run without values counts even when values came back after it, as Argo ends there.
 * - **Safe** only when the newest measurement passed in the present step and no limit is spent: an old pass does not speak for more traffic.
 * - A value that is not finite is no value. Where both conditions hold, it failed. With no condition at all, it is inconclusive.
 */
export function judgeThreshold(plan: ThresholdPlan, evidence: MetricEvidence, context: JudgeContext): Judgement {
  const blocks = warmBlocks(evidence.values[plan.name] ?? [], context.steps, plan.warmupSeconds);
  const phases = blocks.map(({ candidate }) => phaseOf(candidate, plan));
  const judgement = whatIsSpent(plan, blocks, phases) ?? whatIsLatest(blocks, phases, context.steps.at(-1)?.beganAt ?? Infinity);
  if (judgement.kind === 'regressed' || evidence.missing === undefined) return judgement;
  return inconclusive(`${judgement.because}, but ${evidence.missing}`, judgement.then);
}

function phaseOf(value: number | null, { failWhen, passWhen }: ThresholdPlan): Phase {
  if (value === null || !Number.isFinite(value)) return 'error';
  if (failWhen !== undefined && holds(failWhen, value)) return 'failed';
  if (passWhen !== undefined) return holds(passWhen, value) ? 'passed' : failWhen === undefined ? 'failed' : 'inconclusive';
  return failWhen === undefined ? 'inconclusive' : 'passed';
}

function holds({ above, below }: Condition, value: number): boolean {
  return (above !== undefined && value > above) || (below !== undefined && value < below);
}

function whatIsSpent(plan: ThresholdPlan, blocks: readonly ValueBlock[], phases: readonly Phase[]): Judgement | undefined {
  const failed = phases.filter((phase) => phase === 'failed').length;
  if (failed > plan.failureLimit) {
    const newest = blocks[phases.lastIndexOf('failed')]?.candidate;
    return {
      kind: 'regressed',
      because: `${failed} of ${phases.length} measurements failed, the newest with ${newest}; allowed are ${plan.failureLimit}`,
    };
  }
  const undecided = phases.filter((phase) => phase === 'inconclusive').length;
  if (undecided > plan.inconclusiveLimit) {
    return inconclusive(
      `${undecided} of ${phases.length} measurements neither passed nor failed; allowed are ${plan.inconclusiveLimit}`,
      'end',
    );
  }
  const inARow = longestRun(phases, 'error');
  if (inARow > plan.consecutiveErrorLimit) {
    return inconclusive(`${inARow} measurements in a row had no value; allowed are ${plan.consecutiveErrorLimit}`, 'end');
  }
  return undefined;
}

function longestRun(phases: readonly Phase[], wanted: Phase): number {
  let longest = 0;
  let run = 0;
  for (const phase of phases) {
    run = phase === wanted ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

function whatIsLatest(blocks: readonly ValueBlock[], phases: readonly Phase[], stepBeganAt: number): Judgement {
  const newest = blocks.at(-1);
  const phase = phases.at(-1);
  if (newest === undefined || phase === undefined) return inconclusive('no measurement yet; need 1 that passes');
  if (phase === 'error') return inconclusive('the newest measurement has no value; need 1 that passes');
  if (phase === 'failed') return inconclusive(`the newest measurement failed with ${newest.candidate}; need 1 that passes after it`);
  if (phase === 'inconclusive')
    return inconclusive(`the newest measurement, ${newest.candidate}, neither passed nor failed; need 1 that passes`);
  if (newest.startedAt < stepBeganAt) return inconclusive('no measurement in the present step yet; need 1 that passes');
  const passed = phases.filter((each) => each === 'passed').length;
  return { kind: 'safe', because: `${passed} of ${phases.length} measurements passed, the newest with ${newest.candidate}` };
}
