import { StateFailure } from '../../asl/failure.ts';

/** How an integration names the errors of a service. */
export interface ErrorStyle {
  /** `Ecs` in `Ecs.ServiceNotFoundException`. */
  readonly prefix: string;
  /** The name of errors that the service's model does not have, after the prefix: throttling of most services. */
  readonly unmodelled: string;
  /** The service as an optimised integration's cause names it; absent for `aws-sdk` integrations, whose cause is shorter. */
  readonly causeService?: string;
}

interface ServiceError extends Error {
  readonly $fault: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/**
 * The failure of a Task whose AWS call threw.
 *
 * Error = prefix + `.` + exception class, which always ends in `Exception`. Errors that the SDK has no class for become
 * the service's general one; a call that got no answer becomes `SdkClientException`.
 *
 * @throws the error itself when it is not AWS's: a defect of the model must be seen, not caught by a state machine.
 */
export function serviceFailure(error: unknown, style: ErrorStyle): StateFailure {
  if (!(error instanceof Error)) throw error;
  if (isServiceError(error)) return new StateFailure(`${style.prefix}.${exceptionName(error, style)}`, causeOf(error, style));
  if (error.name === 'TimeoutError' || 'code' in error) return new StateFailure(`${style.prefix}.SdkClientException`, error.message);
  throw error;
}

function isServiceError(error: Error): error is ServiceError {
  return '$fault' in error;
}

function exceptionName(error: ServiceError, style: ErrorStyle): string {
  if (isUnmodelled(error)) return style.unmodelled;
  return error.name.endsWith('Exception') ? error.name : `${error.name}Exception`;
}

/** The SDK throws its service's base class itself, two steps from Error, for errors that have no class of their own. */
function isUnmodelled(error: ServiceError): boolean {
  const base: unknown = Object.getPrototypeOf(error.constructor);
  return typeof base === 'function' && Object.getPrototypeOf(base) === Error;
}

function causeOf({ name, message, $metadata }: ServiceError, { prefix, causeService }: ErrorStyle): string {
  const statusCode = $metadata?.httpStatusCode ?? 400;
  const requestId = $metadata?.requestId ?? '00000000-0000-4000-8000-000000000000';
  if (causeService === undefined) return `${message} (Service: ${prefix}, Status Code: ${statusCode}, Request ID: ${requestId})`;
  const details = `Service: ${causeService}; Status Code: ${statusCode}; Error Code: ${name}; Request ID: ${requestId}; Proxy: null`;
  return `${message} (${details})`;
}
