import { InvalidInputError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { JsonFields } from './json-fields.ts';
import type { KayentaConfig, KayentaMetric } from './kayenta-config.ts';

/** A config that was read, or one line per problem. */
export type KayentaReading = { readonly config: KayentaConfig } | { readonly problems: readonly string[] };

const percent = { from: 0, to: 100 };
const factor = { from: 0, to: Number.POSITIVE_INFINITY };

/**
 * Reads the JSON of a Kayenta canary config and fills in Kayenta's defaults. What another part of Spinnaker needs (`query`, `scopeName`,
 * `templates`, …) may be there and is not looked at. A muted metric is left out. Values that Kayenta would silently take for its default are
 * refused, and so are weights that can never add up to 100 and the words of another judge.
 *
 * @throws {InvalidInputError} with one line per problem: path, value and fix.
 */
export function readKayentaConfig(json: unknown): KayentaConfig {
  const reading = parseKayentaConfig(json, 'config');
  if ('config' in reading) return reading.config;
  const { problems } = reading;
  const shown = problems.slice(0, limits.reportedProblems.value);
  const rest = problems.length - shown.length;
  const lines = [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].map((problem) => `\n  - ${problem}`);
  throw new InvalidInputError(`canary config refused, ${problems.length} to fix:${lines.join('')}`);
}

/**
 * Like {@link readKayentaConfig}, with problems as values.
 *
 * @param path of the config in what it stands in; it begins each problem.
 */
export function parseKayentaConfig(json: unknown, path: string): KayentaReading {
  const problems: string[] = [];
  const fields = new JsonFields(json, path, problems);
  if (problems.length > 0) return { problems };
  fields.object('judge').word('name', ['NetflixACAJudge-v1.0']);
  const listed = fields.objects('metrics').map(readMetric);
  const metrics = listed.filter(({ muted }) => !muted).map(({ metric }) => metric);
  if (listed.length > 0 && metrics.length === 0)
    fields.refuse('metrics', 'every metric is muted: leave at least one to judge by', undefined);
  for (const name of repeated(metrics))
    fields.refuse('metrics', `two metrics are called ${JSON.stringify(name)}: give each its own name`, undefined);
  const classifier = fields.object('classifier');
  const config = {
    name: fields.text('name'),
    metrics,
    groupWeights: readWeights(classifier, metrics),
    scoreThresholds: readThresholds(classifier),
  };
  return problems.length === 0 ? { config } : { problems };
}

function readMetric(fields: JsonFields): { readonly metric: KayentaMetric; readonly muted: boolean } {
  const canary = fields.object('analysisConfigurations').object('canary');
  const outliers = canary.object('outliers');
  const outlierFactor = outliers.number('outlierFactor', { ...factor, absent: 3 });
  if (outlierFactor === 0) outliers.refuse('outlierFactor', 'give a number above 0: 3 is usual', undefined);
  const metric: KayentaMetric = {
    name: fields.text('name'),
    groups: fields.texts('groups'),
    direction: canary.word('direction', ['either', 'increase', 'decrease']),
    nanStrategy: canary.word('nanStrategy', ['remove', 'replace']),
    outliers: { strategy: outliers.word('strategy', ['keep', 'remove']), outlierFactor },
    critical: canary.flag('critical'),
    mustHaveData: canary.flag('mustHaveData'),
    effectSize: readEffectSize(canary.object('effectSize')),
  };
  return { metric, muted: canary.flag('muted') };
}

/** No effect is a ratio of 1, or a share of one half of the pairs. */
function readEffectSize(fields: JsonFields): KayentaMetric['effectSize'] {
  const measure = fields.word('measure', ['meanRatio', 'cles']);
  const range = measure === 'cles' ? { from: 0, to: 1, absent: 0.5 } : { ...factor, absent: 1 };
  return {
    measure,
    allowedIncrease: fields.number('allowedIncrease', range),
    allowedDecrease: fields.number('allowedDecrease', range),
    criticalIncrease: fields.number('criticalIncrease', range),
    criticalDecrease: fields.number('criticalDecrease', range),
  };
}

function readThresholds(classifier: JsonFields): KayentaConfig['scoreThresholds'] {
  const fields = classifier.object('scoreThresholds');
  const pass = fields.number('pass', { ...percent, absent: 95 });
  const marginal = fields.number('marginal', { ...percent, absent: 75 });
  if (marginal > pass) fields.refuse('marginal', `give at most what pass is, ${pass}`, undefined);
  return { pass, marginal };
}

function readWeights(classifier: JsonFields, metrics: readonly KayentaMetric[]): KayentaConfig['groupWeights'] {
  const fields = classifier.object('groupWeights');
  const groups = new Set(metrics.flatMap((metric) => metric.groups));
  const weights = fields.names.map((name) => [name, fields.number(name, { ...percent, absent: 0 })] as const);
  for (const [name, weight] of weights) {
    if (weight > 0 && !groups.has(name))
      fields.refuse(name, 'no metric is in this group: remove it, or name it in the groups of a metric', undefined);
  }
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  const named = [...groups].every((group) => fields.names.includes(group));
  // Written weights are decimals of few digits, whose sum is off by far less than this.
  const isShort = groups.size > 0 && named && sum < 100 - 1e-6;
  if (sum > 100 + 1e-6 || isShort) classifier.refuse('groupWeights', `the weights add up to ${sum}: make it 100`, undefined);
  return Object.fromEntries(weights);
}

function repeated(metrics: readonly KayentaMetric[]): readonly string[] {
  const names = metrics.map(({ name }) => name).filter((name) => name.length > 0);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
