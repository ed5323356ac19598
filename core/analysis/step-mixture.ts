import type { CountBlock } from './blocks.ts';
import type { Alternatives } from './conditional-mixture.ts';
import type { StepBegin } from './evidence.ts';
import { logMeanExp, logSumExp } from './log-mean-exp.ts';

/** Evidence against one null hypothesis, block by block in order of time. All values are logs of e-values. */
export interface EProcess {
  add(block: CountBlock): void;
  /** Cheap: what {@link logE} is at most. */
  bound(): number;
  /** Log of the e-process: under the null it reaches log(1 / alpha), ever, with a chance of at most alpha. */
  logE(): number;
  /** What all blocks, or those of the present step, say now, whichever is more: what an ended step found is not in it. No e-process. */
  nowLogE(): number;
  /** The most that an ended step had to say at its end, 0 at least. */
  endedMost(): number;
}

/** The steps of a deployment, as far as they have begun, and how many its plan has. */
export interface Steps {
  readonly steps: readonly StepBegin[];
  readonly stepsWithUsers: number;
}

/**
 * `E = 1/2 E_all + 1/2 mean_k E_k`: E_all over all blocks, E_k over the blocks of step k of the plan (1 before it begins, unchanged after
 * it ends). What breaks only at 50 % need not outweigh how well it went at 5 %. The weights are fixed by the plan, so E is an
 * e-process as its parts are. With one step it is E_all.
 */
export function stepMixture({ size, add }: Alternatives, { steps, stepsWithUsers }: Steps): EProcess {
  const planned = Math.max(steps.length, 1, Number.isFinite(stepsWithUsers) ? stepsWithUsers : 1);
  const all = new Float64Array(size);
  const beforeStep = new Float64Array(size);
  const ofStep = new Float64Array(size);
  let step = 0;
  const ended: number[] = [];
  let allMost = 0;
  let endedMost = 0;

  const stepLogs = () => {
    for (let j = 0; j < size; j++) ofStep[j] = (all[j] ?? 0) - (beforeStep[j] ?? 0);
    return ofStep;
  };
  const goTo = (startedAt: number) => {
    while (step + 1 < steps.length && startedAt >= (steps[step + 1]?.beganAt ?? Infinity)) {
      const log = logMeanExp(stepLogs());
      ended.push(log);
      endedMost = Math.max(endedMost, log);
      beforeStep.set(all);
      step++;
    }
  };
  return {
    add(block) {
      goTo(block.startedAt);
      allMost = add(all, block) ?? allMost;
    },
    bound: () => Math.max(endedMost, allMost, step === 0 ? endedMost : largestDifference(all, beforeStep)),
    logE() {
      if (planned === 1) return logMeanExp(all);
      const ofSteps = [...ended, logMeanExp(stepLogs()), Math.log(planned - ended.length - 1)];
      return logSumExp([logMeanExp(all), logSumExp(ofSteps) - Math.log(planned)]) - Math.LN2;
    },
    endedMost: () => endedMost,
    nowLogE: () => Math.max(logMeanExp(all), step === steps.length - 1 ? logMeanExp(stepLogs()) : 0),
  };
}

function largestDifference(logs: Float64Array, before: Float64Array): number {
  let most = -Infinity;
  for (let index = 0; index < logs.length; index++) {
    const log = (logs[index] ?? 0) - (before[index] ?? 0);
    if (log > most) most = log;
  }
  return most;
}
