import { SluiceError } from '../errors.ts';

/** A newer decision already moved this deployment; acting on the older one would undo it. */
export class StaleDecisionError extends SluiceError {
  override readonly name = 'StaleDecisionError';
  override readonly fault = 'caller';
  readonly deploymentId: string;
  /** `because` is for what made the decision stale without being a decision itself: a stored signal. */
  constructor(deploymentId: string, sequence: { readonly attempted: number; readonly current: number; readonly because?: string }) {
    const because = sequence.because ?? `is at decision ${sequence.current}, not ${sequence.attempted}`;
    super(`deployment ${deploymentId} ${because}: reload, then decide again`);
    this.deploymentId = deploymentId;
  }
}
