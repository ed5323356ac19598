import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { MetricSources } from '../../adapters/metrics/metric-sources.ts';
import { changedSince } from '../../core/analysis/changed-since.ts';
import type { Evidence, StepBegin } from '../../core/analysis/evidence.ts';
import { mergeEvidence, stepsAfter } from '../../core/analysis/merge-evidence.ts';
import { sinceFixed } from '../../core/analysis/open-thresholds.ts';
import { keptUntil, readWindow } from '../../core/analysis/read-window.ts';
import type { Progressing } from '../../core/deployment/move.ts';
import { stepBegin } from '../../core/deployment/step-begin.ts';
import { fixMeasures } from './fix-measures.ts';

/** What evidence is read from and kept in. */
export interface EvidenceSources {
  readonly ledger: Pick<Ledger, 'evidence' | 'keepEvidence' | 'profileOf'>;
  readonly metrics: MetricSources;
}

/** The moment of a look, and when the weights of the step were last read back. */
export interface Moment {
  readonly at: Date;
  readonly shownAt: string | undefined;
}

/**
 * All evidence of a deployment up to now: what was kept, what the sources say since, and what they correct of it. It is kept before it is
 * judged, so that another Lambda, or the same look again, judges by the same. A source that fails leaves its metric incomplete.
 *
 * @throws {DependencyError} the ledger did not answer. Retryable: the look reads again.
 * @throws {StaleDecisionError} another look kept newer evidence meanwhile. Retryable for the same reason.
 */
export async function gatherEvidence(sources: EvidenceSources, deployment: Progressing, moment: Moment): Promise<Evidence> {
  const { id, plan } = deployment;
  const kept = begunAnew(await sources.ledger.evidence(id), deployment, moment);
  const present = presentStep(deployment, moment);
  const steps = present === undefined ? kept.steps : stepsAfter(kept.steps, present);
  const until = new Date(moment.at.getTime() - plan.analysis.metricLagSeconds * 1_000);
  const fixed = await fixMeasures(sources, { plan, kept, hasUsers: steps.length > 0, until });
  const measured = mergeEvidence(kept, {}, { until, steps, fixed });
  const gathered = await read(sources, deployment, measured, moment.at);
  await sources.ledger.keepEvidence(id, gathered, changedSince(kept, gathered));
  return gathered;
}

/**
 * A step begins anew when its shift is sent again, because it was lost, and when weights that were somebody else's for a while are as intended
 * again: what was served before, in other shares, is not evidence of this step. It stays evidence of the candidate, as part of the step before.
 */
function begunAnew(kept: Evidence, deployment: Progressing, { shownAt }: Moment): Evidence {
  const { stepIndex, stepStartedAt, drift } = deployment;
  const last = kept.steps.at(-1);
  if (last?.stepIndex !== stepIndex) return kept;
  const isSentAgain = stepStartedAt !== undefined && inSeconds(stepStartedAt) > last.beganAt;
  const beganAt = Math.max(
    last.beganAt,
    isSentAgain ? inSeconds(stepBegin(deployment, shownAt)) : 0,
    drift?.state === 'over' ? inSeconds(drift.until) : 0,
  );
  return beganAt > last.beganAt ? { ...kept, steps: [...kept.steps.slice(0, -1), { ...last, beganAt }] } : kept;
}

/** Epoch seconds; a part of one counts as whole, so that nothing from before counts. */
function inSeconds(at: string): number {
  return Math.ceil(Date.parse(at) / 1_000);
}

async function read({ metrics }: EvidenceSources, { plan }: Progressing, known: Evidence, at: Date): Promise<Evidence> {
  const window = readWindow(known, at, plan.analysis);
  if (window === undefined) return known;
  const answers = await metrics.read({
    lanes: { service: plan.service, ruleArn: plan.ruleArn, candidate: plan.candidate, stable: plan.stable },
    metrics: plan.analysis.metrics,
    fixed: known.fixed,
    keptUntil: keptUntil(known, plan.analysis.metrics),
    ...window,
  });
  const counted = Object.entries(answers).map(([name, metric]) => [name, sinceFixed(name, metric, known.fixed)]);
  return mergeEvidence(known, Object.fromEntries(counted), { until: window.until });
}

/** The step whose users are observed now; undefined while the candidate has none. A block of its own begins after the weights were seen. */
function presentStep(deployment: Progressing, { shownAt }: Moment): StepBegin | undefined {
  const { plan, stepIndex, stepStartedAt } = deployment;
  const candidatePercent = plan.steps[stepIndex]?.candidatePercent ?? 0;
  if (stepStartedAt === undefined || candidatePercent === 0) return undefined;
  return { stepIndex, candidatePercent, beganAt: inSeconds(stepBegin(deployment, shownAt)) };
}
