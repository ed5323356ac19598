import { SluiceError } from '../../core/errors.ts';

/** The words of a command line cannot be used. The message names the flag, its value and the fix. */
export class WrongUsageError extends SluiceError {
  override readonly name = 'WrongUsageError';
  override readonly fault = 'caller';
}
