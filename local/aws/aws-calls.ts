import { SluiceError } from '../../core/errors.ts';

/** Makes calls to the modelled AWS. Everything that reaches a service goes through here: handlers, state machines, rule targets. */
export interface AwsCalls {
  /** @throws the SDK's own exception classes; {@link UnmodelledCallError} for a call the model does not know. */
  call(service: string, operation: string, input: object, caller: Caller): Promise<object>;
}

/** Who makes a call: the ARN of the IAM role, or a service's own name where a resource policy lets it in (or `local` for the world itself). */
export interface Caller {
  readonly roleArn: string;
  /** The rule or alarm for which a service calls. */
  readonly sourceArn?: string;
  /** How often the caller's SDK tries a call in all; who has none tries once. */
  readonly tries?: number;
}

/** A caller with its SDK's tries, where it says any. */
export function withTries(caller: Caller, tries: number | undefined): Caller {
  return tries === undefined ? caller : { ...caller, tries };
}

/** The local world was asked for something it does not model; it fails loudly instead of guessing. */
export class UnmodelledCallError extends SluiceError {
  override readonly name = 'UnmodelledCallError';
  override readonly fault = 'defect';
  constructor(what: string) {
    super(`${what} is not modelled by the local world: model it in local/ and describe it in local/BEHAVIOUR.md`);
  }
}
