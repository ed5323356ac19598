import { type DetectionPanel, detectionPlot } from './detection-plot.ts';
import { alpha } from './judge-inputs.ts';
import { logEOfSteps } from './log-e-of-steps.ts';
import { type EvidencePath, pathPlot } from './path-plot.ts';
import { summaryOf } from './result-tables.ts';
import type { Results } from './results.ts';
import { comparedRules } from './rules.ts';
import { scenarioOf } from './scenarios.ts';
import { drawTrace } from './trace.ts';

/** Services of the picture: traffic, and the two rows that it is about. */
const services = [
  ['6 candidate requests a minute; errors 0.1 % → 10 %', 'healthy-6-0.001', 'regressed-6-0.001-0.1'],
  ['60 candidate requests a minute; errors 0.1 % → 1 %', 'healthy-60-0.001', 'regressed-60-0.001-0.01'],
  ['60 candidate requests a minute; errors 1 % → 5 %', 'healthy-60-0.01', 'regressed-60-0.01-0.05'],
] as const;
/** Releases behind the two that are named. */
const othersCount = 30;
const tau = 0.25;
/** The median of the bad release that is shown. */
const typicalMinutes = 10;

/** Detection time against false rollbacks, from a full run. */
export function resultsPlot(results: Results): string {
  const panels = services.map(
    ([title, healthy, bad]): DetectionPanel => ({
      title,
      dots: comparedRules.map((rule) => ({
        label: rule.title,
        of: rule.of,
        falseRollbacks: summaryOf(results, { name: healthy }, rule).falseRollbacks,
        medianMinutes: summaryOf(results, { name: bad }, rule).medianMinutes,
      })),
    }),
  );
  return detectionPlot(panels);
}

/** E-values of a typical healthy and a typical bad release of the second service: the bad one is found in the median time. */
export function evidencePlot(seed: number): string {
  const [healthy = nowhere, ...healthyOthers] = paths('healthy-60-0.001', seed);
  const bad = paths('regressed-60-0.001-0.01', seed);
  const shown = bad.find(({ minutes }) => minutes === typicalMinutes) ?? nowhere;
  return pathPlot(
    {
      healthy: { label: 'a healthy release,\n0.1 % errors:\nnever rolled back', shown: healthy, others: healthyOthers },
      bad: {
        label: `a bad release, 1 % errors:\nrolled back after ${shown.minutes} minutes`,
        shown,
        others: bad.filter((path) => path !== shown),
      },
    },
    alpha,
  );
}

const nowhere: EvidencePath = { logE: [], minutes: undefined };

function paths(name: string, seed: number): readonly EvidencePath[] {
  return Array.from({ length: othersCount + 1 }, (_, run) => {
    const logE = logEOfSteps(drawTrace(scenarioOf(name), run, seed), tau);
    const crossed = logE.findIndex((value) => value >= -Math.log(alpha));
    return { logE, minutes: crossed < 0 ? undefined : crossed + 1 };
  });
}
