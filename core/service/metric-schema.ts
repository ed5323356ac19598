import * as z from 'zod/mini';
import { limits } from '../limits.ts';
import { about, defined, objectFix } from './about.ts';
import { defaults } from './defaults.ts';
import { oneOf } from './fields.ts';
import { kayentaSchema } from './kayenta-schema.ts';
import { laneSourceSchema } from './lane-source-schema.ts';
import { allowedMeasurements, badRate, comparisonFields, metricFields, metricName } from './metric-fields.ts';
import { presetNames, presetSchema } from './preset-schema.ts';
import { sourceSchema } from './source-schema.ts';

const comparison = z
  .strictObject(
    {
      kind: z.literal('comparison'),
      name: metricName,
      requests: laneSourceSchema,
      bad: laneSourceSchema,
      badRateMax: z.optional(
        badRate(
          'The SLO: the highest share of bad requests that is still fine. Without it there is no SLO guard, and only stable to compare with.',
        ),
      ),
      ...comparisonFields,
      baseline: z._default(
        oneOf(['stable', 'paired'], "paired: the other lane's sources read a baseline of the candidate's own size and age."),
        defaults.baseline.value,
      ),
      ...metricFields(),
    },
    { error: objectFix },
  )
  .check(
    z.superRefine(({ requests, bad }, context) => {
      if (requests.period === bad.period) return;
      const message = `give the period of requests, ${requests.period}: both are counted over the same blocks`;
      context.addIssue({ code: 'custom', path: ['bad', 'period'], message });
    }),
    defined('ComparisonMetric', 'Bad requests of the candidate against those of stable, from your own sources.'),
  );

const conditionFix = 'give { above } or { below } or both, where below is less than above: a value beyond either end is meant';
const condition = (description: string) =>
  z.optional(
    z
      .strictObject(
        { above: z.optional(z.number({ error: conditionFix })), below: z.optional(z.number({ error: conditionFix })) },
        { error: conditionFix },
      )
      .check(
        z.refine(
          ({ above, below }) =>
            (above ?? below) !== undefined && (below ?? Number.NEGATIVE_INFINITY) <= (above ?? Number.POSITIVE_INFINITY),
          {
            error: conditionFix,
          },
        ),
        about(description),
      ),
  );

const threshold = z
  .strictObject(
    {
      kind: z.literal('threshold'),
      name: metricName,
      source: sourceSchema,
      failWhen: condition('A measurement beyond an end fails. Without it, what does not pass fails.'),
      passWhen: condition('A measurement beyond an end passes. Without it, what does not fail passes.'),
      failureLimit: allowedMeasurements('Failed measurements that are still fine.', defaults.failureLimit.value),
      consecutiveErrorLimit: allowedMeasurements(
        'Measurements in a row without a value that are still fine.',
        defaults.consecutiveErrorLimit.value,
      ),
      inconclusiveLimit: allowedMeasurements(
        'Measurements that neither pass nor fail and are still fine.',
        defaults.inconclusiveLimit.value,
      ),
      ...metricFields(),
    },
    { error: objectFix },
  )
  .check(
    z.superRefine(({ failWhen, passWhen }, context) => {
      if (failWhen === undefined && passWhen === undefined)
        context.addIssue({ code: 'custom', path: ['failWhen'], message: 'give failWhen, passWhen or both: nothing is measured otherwise' });
    }),
    defined(
      'ThresholdMetric',
      "One measured value of the candidate against fixed limits, with Argo Rollouts' limits on failures, errors and doubts.",
    ),
  );

const own = z.discriminatedUnion('kind', [comparison, threshold, kayentaSchema], {
  error: 'write one of comparison, threshold, kayenta-v1 as kind',
});
const metricFix = `write ${presetNames.join(', ')}, or an object with preset or kind`;

/** One metric: the name of a preset, a preset with parameters, or one with sources of its own. */
const metric = z.union([z.enum(presetNames), presetSchema, own], { error: metricFix });

/** A metric as the schema accepts it. */
export type DeclaredMetric = z.output<typeof metric>;

/** The metrics of a service. */
export const metricsSchema = z.array(metric, { error: `give a list: ${metricFix}` }).check(
  z.minLength(1, { error: 'give at least one metric: without one nothing is known of a candidate' }),
  z.maxLength(limits.metrics.value, { error: `give at most ${limits.metrics.value} metrics: ${limits.metrics.because}` }),
  z.superRefine((metrics, context) => {
    const names = metrics.map(nameOf);
    names.forEach((name, index) => {
      if (names.indexOf(name) === index) return;
      const path = typeof metrics[index] === 'string' ? [index] : [index, 'name'];
      context.addIssue({ code: 'custom', path, message: `give another name than "${name}", which an earlier metric has` });
    });
  }),
  z.refine((metrics) => metrics.length === 0 || metrics.some(isNeeded), {
    error: 'let one metric be critical and not dryRun: without one nothing has to be shown before all users get the candidate',
  }),
  about('What the judge looks at: names of presets, or objects. See [Metrics](#metrics).'),
);

/** A metric's name; a preset without one is called like the preset. */
export function nameOf(declared: DeclaredMetric): string {
  if (typeof declared === 'string') return declared;
  return 'preset' in declared ? (declared.name ?? declared.preset) : declared.name;
}

function isNeeded(declared: DeclaredMetric): boolean {
  return typeof declared === 'string' ? declared !== 'baseline' : declared.critical && !declared.dryRun;
}
