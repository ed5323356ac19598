import * as z from 'zod/mini';
import { limits } from '../limits.ts';
import { about, defined, objectFix } from './about.ts';
import { parseDuration } from './duration.ts';
import { named, text } from './fields.ts';
import { listedPlaceholders, onlyKnownPlaceholders } from './placeholders.ts';
import { sourceFields } from './source-fields.ts';

const statisticForm =
  /^(SampleCount|Average|Sum|Minimum|Maximum|IQM|(p|tm|tc|ts|wm)(100|[0-9]{1,2}(\.[0-9]{1,10})?)|(PR|TC|TM|TS|WM)\([0-9.%]*:[0-9.%]*\))$/;
const dimensionFix = `give a text of 1 to 1,024 characters; ${listedPlaceholders}`;
const dimensionValue = z
  .string({ error: dimensionFix })
  .check(z.regex(/^[\x20-\x7e]{1,1024}$/, { error: dimensionFix }), onlyKnownPlaceholders);

const metric = z
  .strictObject(
    {
      namespace: text(/^[^:\s][\x20-\x7e]{0,254}$/, { description: 'Namespace.', fix: 'give a CloudWatch namespace', example: 'Orders' }),
      name: text(/^[\x21-\x7e][\x20-\x7e]{0,254}$/, {
        description: 'Metric name.',
        fix: 'give a CloudWatch metric name',
        example: 'Failed',
      }),
      dimensions: z._default(
        named(/^[^:\s][\x20-\x7e]{0,254}$/, dimensionValue, {
          description: 'Dimensions. A value may hold placeholders.',
          fix: 'give an object of dimension names and values, as the metric was published with',
          max: limits.dimensions.value,
        }),
        {},
      ),
      statistic: text(statisticForm, {
        description: 'Statistic of each block.',
        fix: 'give a CloudWatch statistic: Sum, SampleCount, Average, p99, TC(:0.5), …',
        example: 'Sum',
      }),
    },
    { error: objectFix },
  )
  .check(about('One CloudWatch metric.'));

/** A CloudWatch metric, or metric math over several. */
export const cloudWatchSchema = z
  .strictObject(
    {
      kind: z.literal('cloudwatch'),
      metric: z.optional(metric),
      metrics: z.optional(
        named(/^[a-z][A-Za-z0-9_]{0,39}$/, metric, {
          description: 'Metrics by id, for the expression.',
          fix: 'give metrics by id: a lower-case letter, then letters, digits and underscores',
          max: limits.sourceMetrics.value,
        }),
      ),
      expression: z.optional(
        text(/^[^{}]{1,1024}$/, {
          description: 'CloudWatch metric math over the ids.',
          fix: 'give metric math over the ids of metrics, without placeholders',
          example: 'failed / requests',
        }),
      ),
      ...sourceFields,
    },
    { error: objectFix },
  )
  .check(
    z.superRefine(({ metric: one, metrics, expression, period }, context) => {
      const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
      if (one === undefined && metrics === undefined) refuse('metric', 'give a metric, or metrics with an expression');
      if (one !== undefined && metrics !== undefined) refuse('metric', 'give either metric, or metrics with an expression');
      if ((metrics === undefined) !== (expression === undefined)) refuse('expression', 'give metrics and expression together');
      const seconds = parseDuration(period) ?? 60;
      if (seconds % 60 !== 0 && seconds !== 10 && seconds !== 30)
        refuse('period', 'give 10s, 30s or whole minutes: CloudWatch has no other periods');
    }),
    defined(
      'CloudWatchSource',
      'A CloudWatch metric, or metric math over several. Read by the role of next-step, in its account and Region.',
    ),
  );
