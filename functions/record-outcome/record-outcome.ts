import type { Outcome, OutcomeRecorder } from '../../adapters/outcome-recorder.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { readReason, readString, valueAt } from '../../core/input.ts';
import { limits } from '../../core/limits.ts';
import { shown } from '../../core/shown.ts';

/** States `Record…`: writes down what was observed, gives the lease back, tells whoever listens. */
export function recordOutcome({ record }: { readonly record: OutcomeRecorder }) {
  return async (input: unknown): Promise<{ readonly kind: Outcome; readonly because: string }> =>
    record(readString(input, 'deploymentId'), readOutcome(input), {
      error: readReason(input, 'failure.Error'),
      because: readReason(input, 'failure.Cause'),
      observed: readObserved(input),
    });
}

/** What was read back of a rule. It is for people, so words take its place where the record has no room for it: the outcome is what counts. */
function readObserved(input: unknown): unknown {
  const observed = valueAt(input, 'observed');
  const { value: charactersMax, because } = limits.observedCharacters;
  try {
    const { length } = JSON.stringify(observed ?? null);
    return length <= charactersMax ? observed : `${length} characters are not kept: ${because}`;
  } catch {
    return `what nests this deep is not kept: ${because}`;
  }
}

function readOutcome(input: unknown): Outcome {
  const outcome = readString(input, 'outcome');
  if (outcome === 'promoted' || outcome === 'retired' || outcome === 'rolled-back' || outcome === 'needs-human') return outcome;
  throw new InvalidInputError(`outcome is ${shown(outcome)}: give promoted, retired, rolled-back or needs-human`);
}
