import type { MetricEvidence } from '../evidence.ts';
import type { JudgeContext, Judgement } from '../metric-judgement.ts';
import type { KayentaPlan } from '../metric-plan.ts';

/** Judges a deployment by a Kayenta canary config. */
export function judgeKayenta(_plan: KayentaPlan, _evidence: MetricEvidence, _context: JudgeContext): Judgement {
  return { kind: 'inconclusive', because: 'no metric of the canary config has been measured yet', then: 'wait' };
}
