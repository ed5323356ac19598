import { SluiceError } from '../errors.ts';
import type { Deployment } from './deployment.ts';

/**
 * Somebody else may have its service by now, so this deployment may change nothing any more, not even back: whoever gave its lease away
 * made users whole first. Not retryable. The state machine ends without another call, so the name is wire format.
 */
export class LeaseLostError extends SluiceError {
  override readonly name = 'LeaseLostError';
  override readonly fault = 'caller';
  readonly deploymentId: string;

  /** @param by who has the lease now; undefined: nobody, it was only given back. */
  constructor(
    { id, service, fence }: Pick<Deployment, 'id' | 'service' | 'fence'>,
    by: { readonly holder: string; readonly fence: number } | undefined,
  ) {
    const now = by === undefined ? 'nobody has it now' : `${by.holder} has it under fence ${by.fence}`;
    super(`deployment ${id} lost the lease of ${service} that it had under fence ${fence}, ${now}: it changes nothing more`);
    this.deploymentId = id;
  }
}
