import { limits } from '../limits.ts';
import type { MetricVerdict, Verdict } from './verdict.ts';

/**
 * A verdict as it is kept and shown: all its figures, its texts cut. It goes into the record of a deployment, its log, its events and
 * the state machine's output, which all have a size.
 */
export function briefly(verdict: Verdict): Verdict {
  return {
    ...verdict,
    because: cut(verdict.because),
    metrics: verdict.metrics.slice(0, limits.metrics.value).map((metric) => ({ ...metric, because: cut(metric.because) })),
    warnings: verdict.warnings.slice(0, limits.metrics.value).map(cut),
  };
}

/** True when two verdicts lead to the same, metric by metric, whatever their figures are. */
export function isSameVerdict(one: Verdict | undefined, other: Verdict): boolean {
  return one !== undefined && JSON.stringify(kindsOf(one)) === JSON.stringify(kindsOf(other));
}

/** What people should hear of at once although no traffic moves for it. */
export interface Findings {
  /** Dry-run metrics that would have rolled back, had they been asked to. */
  readonly wouldRollBack: readonly MetricVerdict[];
  readonly warnings: readonly string[];
}

/** What a verdict says for the first time: not the figures of a warning, but that there is one more. */
export function newFindings(last: Verdict | undefined, verdict: Verdict): Findings {
  const known = regressedInDryRun(last?.metrics ?? []).map(({ name }) => name);
  const isMore = otherWarnings(verdict) > (last === undefined ? 0 : otherWarnings(last));
  return {
    wouldRollBack: regressedInDryRun(verdict.metrics).filter(({ name }) => !known.includes(name)),
    warnings: isMore ? verdict.warnings : [],
  };
}

function regressedInDryRun(metrics: readonly MetricVerdict[]): readonly MetricVerdict[] {
  return metrics.filter(({ dryRun, kind }) => dryRun && kind === 'regressed');
}

/** The judge warns of each regression in dry-run too: those are told by themselves. */
function otherWarnings({ warnings, metrics }: Verdict): number {
  return warnings.length - regressedInDryRun(metrics).length;
}

function kindsOf(verdict: Verdict): unknown {
  const then = verdict.kind === 'inconclusive' ? verdict.then : null;
  return [verdict.kind, then, verdict.metrics.map(({ name, kind }) => [name, kind]), verdict.warnings.length];
}

function cut(text: string): string {
  const { value: longest } = limits.verdictCharacters;
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
