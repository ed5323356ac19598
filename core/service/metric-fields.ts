import * as z from 'zod/mini';
import { durationLimits } from '../limits.ts';
import { defaults } from './defaults.ts';
import { duration, flag, text } from './fields.ts';
import { count, quantity } from './number-fields.ts';

/** A metric's name. One that every JavaScript object has would be found where nothing was written, so it is refused. */
export const metricName = text(/^(?!constructor$)[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/, {
  description: 'What people read. Unique among the metrics.',
  fix: 'use 1 to 40 lower-case letters, digits and hyphens; begin with a letter, end without a hyphen',
  example: 'checkout-errors',
});

interface Usual {
  readonly critical: boolean;
  readonly warmup: string;
}

/** The fields that every metric has. */
export function metricFields({ critical, warmup }: Usual = { critical: defaults.critical.value, warmup: defaults.warmup.value }) {
  return {
    dryRun: z._default(flag('True: judged and written down, never acted upon.'), defaults.dryRun.value),
    critical: z._default(flag('True: a promotion needs it safe. False: it can only roll back.'), critical),
    warmup: z._default(duration(durationLimits.warmup, "Time after the candidate's first users whose blocks are left out."), warmup),
  };
}

/** The fields of a metric that compares the candidate's share of bad requests with stable's. */
export const comparisonFields = {
  tolerance: z._default(
    quantity(0, 10, {
      description: "The candidate's share of bad requests may be this much above stable's: 0.25 is 25 %. The tau of the method.",
      fix: 'give a number from 0 to 10, such as 0.25 for 25 %',
    }),
    defaults.tolerance.value,
  ),
  worseMax: z._default(
    quantity(1.1, 100, {
      description: "Safe once the candidate's share of bad requests is shown to be less than this many times stable's.",
      fix: 'give a number from 1.1 to 100, such as 2 for twice as bad',
    }),
    defaults.worseMax.value,
  ),
};

/** The highest share of bad requests that is still fine. */
export function badRate(description: string) {
  return quantity(0.000_001, 0.999, { description, fix: 'give a share from 0.000001 to 0.999, such as 0.01 for 1 %' });
}

/** A number of measurements that are still fine. */
export function allowedMeasurements(description: string, usual: number) {
  return z._default(count(0, 1_000_000, description), usual);
}

/** How much above the profile of the release before a candidate may be. */
export function aboveProfile(description: string, usual: number) {
  return z._default(quantity(0.01, 10, { description, fix: 'give a number from 0.01 to 10, such as 0.25 for 25 %' }), usual);
}
