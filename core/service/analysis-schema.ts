import * as z from 'zod/mini';
import { durationLimits } from '../limits.ts';
import { about, objectFix } from './about.ts';
import { defaults } from './defaults.ts';
import { duration, oneOf } from './fields.ts';
import { metricsSchema } from './metric-schema.ts';
import { count, quantity } from './number-fields.ts';

const chance = (description: string, usual: number) =>
  z._default(quantity(0.000_001, 0.5, { description, fix: `give a chance from 0.000001 to 0.5, such as ${usual}` }), usual);

/** What the judge is asked. */
export const analysisSchema = z
  .strictObject(
    {
      metrics: z.prefault(metricsSchema, [...defaults.metrics.value]),
      alpha: chance(
        'Chance, at most, that comparisons ever roll back a candidate within its tolerance. Divided among the comparisons that may.',
        defaults.alpha.value,
      ),
      beta: chance('Chance, at most, that a metric calls a candidate safe that is not.', defaults.beta.value),
      sloAlpha: chance(
        'Chance, at most, that SLO guards ever roll back a candidate within its SLO. Divided among them.',
        defaults.sloAlpha.value,
      ),
      minimumRequests: z._default(
        count(
          1,
          1_000_000_000,
          'Fewer candidate requests than this in a step, of the metric that counts most, and it is not safe. A regression may show with fewer.',
        ),
        defaults.minimumRequests.value,
      ),
      look: z._default(duration(durationLimits.look, 'Time between two looks of the judge.'), defaults.look.value),
      patience: z._default(
        duration(durationLimits.patience, 'Time added to a bake, at most, to reach a verdict.'),
        defaults.patience.value,
      ),
      atDeadline: z._default(
        oneOf(
          ['rollback', 'hold'],
          'What happens without a verdict when patience is spent. hold: wait on, a day at most per step, then roll back.',
        ),
        defaults.atDeadline.value,
      ),
      metricLag: z._default(
        duration(durationLimits.metricLag, 'The newest metrics are left out for this long: they still change.'),
        defaults.metricLag.value,
      ),
    },
    { error: objectFix },
  )
  .check(about('What the judge is asked.'));
