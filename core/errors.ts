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
