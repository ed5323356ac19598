import { judge } from '../../core/analysis/judge.ts';
import { atMostCheck, type Check } from './check.ts';
import { analysisOf, evidenceAt } from './judge-inputs.ts';
import { scenarioOf } from './scenarios.ts';
import { drawTrace, type Trace } from './trace.ts';

const [blocksCount, metricsCount, looks] = [1_000, 10, 51];
/** A look is one call of a Lambda that does much else. */
const allowedMs = 5;

/** Time of one look over a long deployment with many metrics: the fastest of many looks, since what else the machine does only adds to it. */
export function speedCheck(seed: number): Check {
  const trace = longTrace(seed);
  const plan = analysisOf(0.25);
  const names = Array.from({ length: metricsCount }, (_, index) => `errors-${index}`);
  const metrics = plan.metrics.flatMap((metric) => names.map((name) => ({ ...metric, name })));
  const one = evidenceAt(trace, blocksCount - 1);
  const evidence = {
    ...one,
    metrics: Object.fromEntries(names.flatMap((name) => Object.values(one.metrics).map((counts) => [name, counts]))),
  };
  const times = Array.from({ length: looks }, () => {
    const startedAt = performance.now();
    judge(evidence, { ...plan, metrics }, trace.stepsPlanned);
    return performance.now() - startedAt;
  });
  return atMostCheck(`one look over ${blocksCount} blocks × ${metricsCount} metrics`, Math.min(...times), allowedMs, 'ms');
}

/** Many healthy hours in a row. */
function longTrace(seed: number): Trace {
  const hours = Array.from({ length: Math.ceil(blocksCount / 60) }, (_, run) => drawTrace(scenarioOf('healthy-60-0.01'), run, seed));
  const blocks = hours.flatMap((hour, index) => hour.blocks.map((block) => ({ ...block, startedAt: block.startedAt + index * 3_600 })));
  return { blocks: blocks.slice(0, blocksCount), steps: hours[0]?.steps ?? [], stepsPlanned: 1, configuredShares: [] };
}
