import * as z from 'zod/mini';
import { parseKayentaConfig } from '../analysis/kayenta/read-kayenta-config.ts';
import { limits } from '../limits.ts';
import { about, defined, objectFix } from './about.ts';
import { defaults } from './defaults.ts';
import { flag, named } from './fields.ts';
import { laneSourceSchema } from './lane-source-schema.ts';
import { metricFields, metricName } from './metric-fields.ts';

const sources = named(/^[\x20-\x7e]{1,100}$/, laneSourceSchema, {
  description: "Source of each metric of the config, by the metric's name. A muted metric needs none.",
  fix: "give an object of sources by the names of the config's metrics",
  max: limits.kayentaMetrics.value,
});

/** A canary config of Spinnaker's Kayenta, with the sources of its metrics. */
export const kayentaSchema = z
  .strictObject(
    {
      kind: z.literal('kayenta-v1'),
      name: metricName,
      config: z
        .record(z.string(), z.unknown(), { error: 'paste the JSON of a Kayenta canary config' })
        .check(about('The JSON of a Kayenta canary config as it is. What it says of queries and scopes is not looked at: see sources.')),
      sources,
      parity: z._default(flag("True: with the original's known defects too."), defaults.parity.value),
      ...metricFields(),
    },
    { error: objectFix },
  )
  .check(
    z.superRefine(({ config, sources: given }, context) => {
      const reading = parseKayentaConfig(config, 'config');
      if ('problems' in reading) {
        context.addIssue({ code: 'custom', message: 'correct the config', params: { lines: reading.problems } });
        return;
      }
      const names = reading.config.metrics.map(({ name }) => name);
      const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: ['sources', name], message });
      for (const name of names) if (!Object.hasOwn(given, name)) refuse(name, 'give the source of this metric of the config');
      for (const name of Object.keys(given))
        if (!names.includes(name)) refuse(name, 'remove it: the config has no such metric, or it is muted');
    }),
    defined('KayentaMetric', "The rank test of Spinnaker's Kayenta, with the config that you have."),
  );
