import type { CountBlock, LaneCounts } from '../../core/analysis/blocks.ts';
import type { StepBegin } from '../../core/analysis/evidence.ts';
import { type Random, seededRandom } from '../../core/seeded-random.ts';
import { betaBinomial, binomial, poisson } from './samplers.ts';
import { blockSeconds, type Minute, minutes, type Scenario } from './scenario.ts';

/** One drawn hour: what every rule gets to see, and nothing else. */
export interface Trace {
  readonly blocks: readonly CountBlock[];
  /** The traffic steps so far, as a deployment knows them. */
  readonly steps: readonly StepBegin[];
  /** Steps of the whole plan. */
  readonly stepsPlanned: number;
  /** Share of requests that the candidate was configured to get, by block, 0..1. */
  readonly configuredShares: readonly number[];
}

/** The hour that this run of a scenario has: the same for every rule, machine and number of workers. */
export function drawTrace(scenario: Scenario, run: number, seed: number): Trace {
  const random = seededRandom(seedOf(`${seed}/${scenario.name}/${run}`));
  const hour = Array.from({ length: minutes }, (_, minute) => scenario.at(minute));
  const steps = hour.flatMap(({ configuredShare }, minute) =>
    configuredShare === hour[minute - 1]?.configuredShare
      ? []
      : [{ candidatePercent: 100 * configuredShare, beganAt: minute * blockSeconds }],
  );
  return {
    blocks: hour.map((minute, index) => drawBlock(random, minute, index * blockSeconds)),
    steps: steps.map((step, stepIndex) => ({ stepIndex, ...step })),
    stepsPlanned: steps.length,
    configuredShares: hour.map(({ configuredShare }) => configuredShare),
  };
}

/** The same hour as a judge would see it that takes the lanes' shares from the configuration. For showing what that costs. */
export function withConfiguredShares(trace: Trace): Trace {
  const blocks = trace.blocks.map((block, index) => {
    const share = trace.configuredShares[index] ?? 0;
    const requests = block.candidate.requests + block.stable.requests;
    return {
      ...block,
      candidate: { ...block.candidate, requests: requests * share },
      stable: { ...block.stable, requests: requests * (1 - share) },
    };
  });
  return { ...trace, blocks };
}

function drawBlock(random: Random, minute: Minute, startedAt: number): CountBlock {
  const lane = (requestsMean: number, rate: number): LaneCounts => {
    const requests = poisson(random, requestsMean);
    const bad = minute.icc === undefined ? binomial(random, requests, rate) : betaBinomial(random, requests, { rate, icc: minute.icc });
    return { requests, bad };
  };
  const { candidate, stable } = minute;
  return { startedAt, candidate: lane(candidate.requests, candidate.rate), stable: lane(stable.requests, stable.rate) };
}

/** A seed for each text: FNV-1a, then mixed, so that near texts do not give near places of the generator's one cycle. */
export function seedOf(text: string): number {
  const hash = [...text].reduce((so, character) => Math.imul(so ^ character.charCodeAt(0), 0x01000193) >>> 0, 0x811c9dc5);
  return Math.floor(seededRandom(hash)() * 2 ** 32);
}
