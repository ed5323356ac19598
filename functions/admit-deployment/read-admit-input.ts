import type { DeploymentRequest } from '../../core/deployment/deployment.ts';
import { readDeploymentRequest } from '../../core/deployment/read-deployment-request.ts';
import { readString, valueAt } from '../../core/input.ts';

/** What the state machine hands to `Admit`. */
export interface AdmitInput {
  /** The execution's name. */
  readonly deploymentId: string;
  readonly executionArn: string;
  readonly request: DeploymentRequest;
  /** It has waited for its turn. */
  readonly hasTurn: boolean;
}

/** @throws {InvalidInputError} names the field, for people who start an execution by hand. */
export function readAdmitInput(input: unknown): AdmitInput {
  const request = readDeploymentRequest(input, 'request');
  return {
    deploymentId: readString(input, 'deploymentId'),
    executionArn: readString(input, 'executionArn'),
    hasTurn: valueAt(input, 'hasTurn') === true,
    request,
  };
}
