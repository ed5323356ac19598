import type { KayentaConfig } from './kayenta/kayenta-config.ts';
import type { Source } from './source.ts';

interface MetricCommon {
  /** Unique in a plan; what people read. */
  readonly name: string;
  /** True: judged and written down, never acted upon. */
  readonly dryRun: boolean;
  /** True: promotion needs it safe. False: it can only roll back. */
  readonly critical: boolean;
  /** Seconds after the candidate's first users whose blocks are left out: caches fill, code is compiled. */
  readonly warmupSeconds: number;
}

/** Where the counts of both lanes come from. */
type CountsSource =
  /** The target groups' own metrics: answers 5xx and broken connections out of all requests. One series, `errors`. */
  | { readonly kind: 'alb-errors' }
  /**
   * Response times over fixed thresholds: `SampleCount - TC(:threshold)`. One series for each quantile, `p90`, `p99`. The thresholds are
   * stable's own quantiles before the deployment, or as declared.
   */
  | { readonly kind: 'alb-latency'; readonly quantiles: readonly number[]; readonly slowerThanSeconds?: readonly number[] }
  /** Two values for each block and lane. One series, `errors`. */
  | { readonly kind: 'ratio'; readonly requests: Source; readonly bad: Source };

/** Bad requests of the candidate against those of stable: sections 1 to 4 of the method in `docs/judge/`. */
export interface ComparisonPlan extends MetricCommon {
  readonly kind: 'comparison';
  readonly counts: CountsSource;
  /** tau: the candidate's rate may be this share above stable's, 0.25 for 25 %. */
  readonly tolerance: number;
  /** R_max: safe once the candidate is shown to be less than this many times as bad as stable. */
  readonly worseMax: number;
  /** p0, the SLO: the highest share of bad requests that is still fine. Absent: no SLO guard, and no way to be safe without stable. */
  readonly badRateMax?: number;
  /** `paired`: the other lane's values come from a baseline of the candidate's own size and age, so bursts hit both alike. */
  readonly baseline: 'stable' | 'paired';
}

/** True of a value that is beyond one of its two ends. */
export interface Condition {
  readonly above?: number;
  readonly below?: number;
}

/** One measured value of the candidate against fixed limits, as in an Argo Rollouts analysis. */
export interface ThresholdPlan extends MetricCommon {
  readonly kind: 'threshold';
  readonly source: Source;
  /** Absent: what does not pass fails. */
  readonly failWhen?: Condition;
  /** Absent: what does not fail passes. */
  readonly passWhen?: Condition;
  /** Failed measurements that are still fine. */
  readonly failureLimit: number;
  /** Measurements in a row without a value that are still fine. */
  readonly consecutiveErrorLimit: number;
  /** Measurements that neither pass nor fail and are still fine. */
  readonly inconclusiveLimit: number;
}

/** The rank test of Spinnaker's Kayenta, metric for metric. */
export interface KayentaPlan extends MetricCommon {
  readonly kind: 'kayenta-v1';
  readonly config: KayentaConfig;
  /** Source of each metric of the config, by its name. */
  readonly sources: Readonly<Record<string, Source>>;
  /** True: the original's known defects too. */
  readonly parity: boolean;
}

/** The candidate against the profile that the release which is stable now left when it was promoted. */
export interface ReleaseBaselinePlan extends MetricCommon {
  readonly kind: 'release-baseline';
  /** 0.15: warn when a quantile or the error rate is shown to be more than 15 % above the profile's. */
  readonly warnAbove: number;
  readonly rollbackAbove: number;
}

/** One metric of a plan: where its evidence comes from and how it is judged. */
export type MetricPlan = ComparisonPlan | ThresholdPlan | KayentaPlan | ReleaseBaselinePlan;
