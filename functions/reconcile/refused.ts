import { DependencyError } from '../../core/errors.ts';

/** Takes note of what could not be read and is done without, so that the sweep fails in the end though every lease was looked after. */
export type Refused = (error: unknown) => void;

/** Keeps what passes by no waiting, such as a lost permission. That AWS is busy is nothing to tell of: who relies on an answer fails by itself. */
export function keepRefused(kept: unknown[]): Refused {
  return (error) => {
    if (!(error instanceof DependencyError)) kept.push(error);
  };
}
