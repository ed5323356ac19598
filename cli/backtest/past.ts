import type { Evidence } from '../../core/analysis/evidence.ts';
import type { BlockSeconds } from '../../core/analysis/evidence-until.ts';
import type { AnalysisPlan } from '../../core/deployment/analysis-plan.ts';

/** What is known of the past that one configuration asks about. */
export interface KnownPast {
  readonly evidence: Evidence;
  /** The configuration without the metrics of which nothing is known. */
  readonly analysis: AnalysisPlan;
  /** For people: what was left out, and why. */
  readonly notes: readonly string[];
}

/** Past traffic that configurations are tried on. */
export interface Past {
  /** For people: where it comes from and when it was. */
  readonly title: string;
  /** Steps with users of the whole plan. */
  readonly stepsWithUsers: number;
  /** Absent: as each metric's plan says. */
  readonly blockSeconds?: BlockSeconds;
  /** What was in force then, if that is known. */
  readonly analysis?: AnalysisPlan;
  /** @throws {InvalidInputError} nothing is known of any metric of this configuration. */
  ask(analysis: AnalysisPlan): Promise<KnownPast>;
}
