import { SluiceError } from '../../core/errors.ts';

/** An event pattern that EventBridge would refuse. `path` names the field of the pattern, e.g. `detail.state[0]`. */
export class InvalidPatternError extends SluiceError {
  override readonly name = 'InvalidPatternError';
  override readonly fault = 'caller';
  readonly path: string;
  readonly reason: string;
  constructor(path: string, reason: string) {
    super(`event pattern is not valid at ${path === '' ? 'its top' : path}: ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}
