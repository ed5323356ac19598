import { SluiceError } from '../errors.ts';
import type { Deployment, Signal } from './deployment.ts';

/**
 * Users are asked back while they are left where somebody moved them, so this is not how the deployment ends. Not retryable. The state
 * machine sends users back then, so the name is wire format.
 */
export class UsersAskedBackError extends SluiceError {
  override readonly name = 'UsersAskedBackError';
  override readonly fault = 'caller';
  readonly deploymentId: string;

  constructor({ id }: Pick<Deployment, 'id'>, { because }: Signal) {
    super(`deployment ${id} left users where somebody moved them, and has a signal: ${because}: send them back first`);
    this.deploymentId = id;
  }
}
