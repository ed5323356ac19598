import type * as z from 'zod/mini';
import type { AnalysisPlan } from '../deployment/analysis-plan.ts';
import type { analysisSchema } from './analysis-schema.ts';
import { metricOf } from './metric-of.ts';
import { secondsOf } from './seconds-of.ts';

/** What the judge is asked, as a plan has it. */
export function analysisOf(declared: z.output<typeof analysisSchema>): AnalysisPlan {
  const { metrics, look, patience, metricLag, ...figures } = declared;
  return {
    metrics: metrics.map(metricOf),
    ...figures,
    lookSeconds: secondsOf(look),
    patienceSeconds: secondsOf(patience),
    metricLagSeconds: secondsOf(metricLag),
  };
}
