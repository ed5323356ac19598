/** How a metric of a canary config is judged; the names are Kayenta's own. */
export interface KayentaMetric {
  readonly name: string;
  readonly groups: readonly string[];
  readonly direction: 'increase' | 'decrease' | 'either';
  readonly nanStrategy: 'remove' | 'replace';
  readonly outliers: { readonly strategy: 'keep' | 'remove'; readonly outlierFactor: number };
  readonly critical: boolean;
  readonly mustHaveData: boolean;
  readonly effectSize: {
    readonly measure: 'meanRatio' | 'cles';
    readonly allowedIncrease: number;
    readonly allowedDecrease: number;
    readonly criticalIncrease: number;
    readonly criticalDecrease: number;
  };
}

/** A Kayenta canary config, read and with its defaults filled in. */
export interface KayentaConfig {
  readonly name: string;
  readonly metrics: readonly KayentaMetric[];
  /** Weight of each group, percent; groups that are not named share what is left. */
  readonly groupWeights: Readonly<Record<string, number>>;
  readonly scoreThresholds: { readonly pass: number; readonly marginal: number };
}
