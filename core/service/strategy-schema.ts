import * as z from 'zod/mini';
import { durationLimits, limits } from '../limits.ts';
import { about, objectFix } from './about.ts';
import { duration, flag } from './fields.ts';
import { strategyNames } from './named-strategies.ts';
import { count } from './number-fields.ts';

const step = z.strictObject(
  {
    candidatePercent: count(0, 100, 'Share of user requests that the candidate gets. 0 in the first step: only the test route.'),
    bake: duration(durationLimits.bake, 'How long this share is watched, at least.'),
    approval: z._default(flag('True: a person must approve before traffic moves to this step.'), false),
  },
  { error: objectFix },
);

type Steps = readonly { readonly candidatePercent: number }[];
type Context = z.core.$RefinementCtx<unknown>;

const steps = z.array(step, { error: 'give a list of steps' }).check(
  z.minLength(1, { error: 'give at least one step; the last has candidatePercent 100' }),
  z.maxLength(limits.steps.value, { error: `give at most ${limits.steps.value} steps: ${limits.steps.because}` }),
  z.superRefine((declared, context) => {
    // The list's own problem says it all.
    if (declared.length > 0) refuseFalling(declared, context);
  }),
);

function refuseFalling(declared: Steps, context: Context): void {
  declared.forEach(({ candidatePercent }, index) => {
    const before = declared[index - 1]?.candidatePercent ?? -1;
    if (candidatePercent > before) return;
    const message = `give more than the ${before} % of the step before: steps rise strictly`;
    context.addIssue({ code: 'custom', path: [index, 'candidatePercent'], message });
  });
  const last = declared.length - 1;
  if (declared[last]?.candidatePercent === 100) return;
  const message = 'make the last step 100: a deployment ends with all users';
  context.addIssue({ code: 'custom', path: [last, 'candidatePercent'], message });
}

/** How users move to the candidate: the name of a strategy, or own steps. */
export const strategySchema = z
  .union([z.enum(strategyNames), z.strictObject({ steps })], { error: `write one of ${strategyNames.join(', ')}, or { steps: [...] }` })
  .check(about('How users move to the candidate: a named strategy or own steps, which rise strictly to 100.'));
