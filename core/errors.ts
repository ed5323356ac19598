/** Whose move it is: the caller's input, a dependency's bad moment, or our own defect. */
export type Fault = 'caller' | 'dependency' | 'defect';

/** The root of every error Sluice throws on purpose: `name` is the wire format, `fault` says whose move it is. */
export abstract class SluiceError extends Error {
  abstract override readonly name: string;
  abstract readonly fault: Fault;
}

/** An input that cannot be used. The message names the field, the value and the fix. */
export class InvalidInputError extends SluiceError {
  override readonly name = 'InvalidInputError';
  override readonly fault = 'caller';
}

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

/** Sluice reached a place that its own rules say cannot be reached. */
export class DefectError extends SluiceError {
  override readonly name = 'DefectError';
  override readonly fault = 'defect';
}

/** A dependency did not answer in time or refused for load; the same call may succeed later. */
export class DependencyError extends SluiceError {
  override readonly name = 'DependencyError';
  override readonly fault = 'dependency';
}

/** A short job has the service; it is over in minutes. The state machine waits for it, so the name is wire format. */
export class ServiceBusyError extends SluiceError {
  override readonly name = 'ServiceBusyError';
  override readonly fault = 'dependency';
  constructor(service: string, holder: string) {
    super(`${service} is busy: ${holder} has it for a moment, try again in half a minute`);
  }
}
