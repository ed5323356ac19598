import type { DeploymentRequest, Trigger } from '../../core/deployment/deployment.ts';
import { readPurpose } from '../../core/deployment/purpose.ts';
import { readOptionalImageDigest, readTaskDefinitionArn } from '../../core/deployment/read-target.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { readString, valueAt } from '../../core/input.ts';
import { readInstant } from '../../core/read-instant.ts';
import { readServiceName } from '../../core/service/service-name.ts';
import { shown } from '../../core/shown.ts';

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
  const imageDigest = readOptionalImageDigest(input, 'request.imageDigest');
  const taskDefinitionArn = readTaskDefinitionArn(input, 'request.taskDefinitionArn');
  return {
    deploymentId: readString(input, 'deploymentId'),
    executionArn: readString(input, 'executionArn'),
    hasTurn: valueAt(input, 'hasTurn') === true,
    request: {
      service: readServiceName(input, 'request.service'),
      ...(imageDigest === undefined ? {} : { imageDigest }),
      ...(taskDefinitionArn === undefined ? {} : { taskDefinitionArn }),
      ...readPurpose(input, 'request.purpose'),
      trigger: { kind: readKind(input), id: readString(input, 'request.trigger.id'), at: readInstant(input, 'request.trigger.at') },
    },
  };
}

function readKind(input: unknown): Trigger['kind'] {
  const kind = readString(input, 'request.trigger.kind');
  if (kind === 'image-push' || kind === 'request' || kind === 'template') return kind;
  throw new InvalidInputError(`request.trigger.kind is ${shown(kind)}: give image-push, request or template`);
}
