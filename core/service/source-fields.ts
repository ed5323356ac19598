import * as z from 'zod/mini';
import { durationLimits } from '../limits.ts';
import { defaults } from './defaults.ts';
import { duration, flag } from './fields.ts';

/** The fields that every source has. */
export const sourceFields = {
  period: z._default(duration(durationLimits.period, 'Length of one block.'), defaults.period.value),
  absentIsZero: z._default(
    flag(
      'True: a block without a value is 0, such as a counter that appears with its first error; and so is a query that matches nothing. False: it is missing.',
    ),
    defaults.absentIsZero.value,
  ),
};
