import { SluiceError } from '../errors.ts';
import type { Deployment } from './deployment.ts';

/** The deployment has ended. A redriven execution would act on a service that has moved on since. Not retryable. */
export class DeploymentOverError extends SluiceError {
  override readonly name = 'DeploymentOverError';
  override readonly fault = 'caller';
  readonly deploymentId: string;

  constructor({ id, status }: Pick<Deployment, 'id' | 'status'>) {
    super(`deployment ${id} is ${status}, a redriven execution changes nothing: ask again with a new trigger`);
    this.deploymentId = id;
  }
}
