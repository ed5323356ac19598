import * as z from 'zod/mini';
import { limits } from '../limits.ts';
import { about, defined, objectFix } from './about.ts';
import { defaults } from './defaults.ts';
import { aboveProfile, badRate, comparisonFields, metricFields, metricName } from './metric-fields.ts';
import { quantity } from './number-fields.ts';

/** The metrics that need no source and no statistics. */
export const presetNames = ['errors', 'latency', 'baseline'] as const;

const name = z.optional(metricName);

const errors = z
  .strictObject(
    {
      preset: z.literal('errors'),
      name,
      errorRateMax: z._default(badRate('The SLO: the highest share of failed requests that is still fine.'), defaults.errorRateMax.value),
      ...comparisonFields,
      ...metricFields(),
    },
    { error: objectFix },
  )
  .check(
    defined('ErrorsMetric', 'Answers 5xx and broken connections out of all requests, as the load balancer counts them for each lane.'),
  );

const quantileFix = 'give shares from 0.5 to 0.999 that rise, such as [0.9, 0.99]';
const secondsFix = `give a rising number of seconds for each quantile, up to ${limits.responseSeconds.value}: ${limits.responseSeconds.because}`;

const latency = z
  .strictObject(
    {
      preset: z.literal('latency'),
      name,
      quantiles: z._default(
        z
          .array(quantity(0.5, 0.999, { description: 'A quantile.', fix: quantileFix }), { error: quantileFix })
          .check(z.minLength(1, { error: quantileFix }), z.maxLength(limits.quantiles.value, { error: quantileFix }), rising(quantileFix))
          .check(
            about(
              "A request counts as slow above stable's own quantile of the hour before the deployment; of the day, if it had too few requests.",
            ),
          ),
        [...defaults.quantiles.value],
      ),
      slowerThanSeconds: z.optional(
        z
          .array(quantity(0.001, limits.responseSeconds.value, { description: 'Seconds.', fix: secondsFix }), { error: secondsFix })
          .check(rising(secondsFix), about("Own thresholds, one for each quantile, instead of stable's. In seconds.")),
      ),
      slowRateMax: z.optional(badRate('The SLO: the highest share of slow requests that is still fine. Without it there is none.')),
      ...comparisonFields,
      ...metricFields({ critical: true, warmup: defaults.latencyWarmup.value }),
    },
    { error: objectFix },
  )
  .check(
    z.superRefine(({ quantiles, slowerThanSeconds }, context) => {
      if (slowerThanSeconds === undefined || slowerThanSeconds.length === quantiles.length) return;
      context.addIssue({ code: 'custom', path: ['slowerThanSeconds'], message: secondsFix });
    }),
    defined('LatencyMetric', 'Requests that are slower than nearly all of stable, counted by the load balancer for each lane.'),
  );

const baseline = z
  .strictObject(
    {
      preset: z.literal('baseline'),
      name,
      warnAbove: aboveProfile('Warn when a quantile or the error rate is shown to be this much above.', defaults.warnAbove.value),
      rollbackAbove: aboveProfile(
        'Roll back when it is shown to be this much above. What shows only at 100 %, after steps shared with stable, warns.',
        defaults.rollbackAbove.value,
      ),
      ...metricFields({ critical: defaults.baselineCritical.value, warmup: defaults.latencyWarmup.value }),
    },
    { error: objectFix },
  )
  .check(
    z.superRefine(({ warnAbove, rollbackAbove }, context) => {
      if (warnAbove <= rollbackAbove) return;
      context.addIssue({ code: 'custom', path: ['warnAbove'], message: `give at most the ${rollbackAbove} of rollbackAbove: warn first` });
    }),
    defined('BaselineMetric', 'The candidate against what the release that is stable now was measured to be when it was promoted.'),
  );

function rising(error: string) {
  return z.refine<readonly number[]>((numbers) => numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)), {
    error,
  });
}

/** A preset with parameters of its own. */
export const presetSchema = z.discriminatedUnion('preset', [errors, latency, baseline], {
  error: `write one of ${presetNames.join(', ')} as preset`,
});
