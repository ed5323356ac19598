import { SluiceError } from '../../core/errors.ts';
import { shortened } from '../../core/shown.ts';

const shownCharacters = 200;

/** An event pattern that EventBridge would refuse. `path` names the field of the pattern, e.g. `detail.state[0]`. */
export class InvalidPatternError extends SluiceError {
  override readonly name = 'InvalidPatternError';
  override readonly fault = 'caller';
  readonly path: string;
  readonly reason: string;
  constructor(path: string, reason: string) {
    // Both repeat what the pattern says, which may be anything.
    const where = shortened(path, shownCharacters);
    const why = shortened(reason, shownCharacters);
    super(`event pattern is not valid at ${where === '' ? 'its top' : where}: ${why}`);
    this.path = where;
    this.reason = why;
  }
}
