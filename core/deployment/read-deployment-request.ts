import { InvalidInputError } from '../errors.ts';
import { readString } from '../input.ts';
import { readInstant } from '../read-instant.ts';
import { readServiceName } from '../service/service-name.ts';
import { shown } from '../shown.ts';
import type { DeploymentRequest, Trigger } from './deployment.ts';
import { readPurpose } from './purpose.ts';
import { readOptionalImageDigest, readTaskDefinitionArn } from './read-target.ts';

/**
 * Reads what was asked for: the input of an execution of the deployment machine.
 *
 * @throws {InvalidInputError} names the field, for people who start an execution by hand.
 */
export function readDeploymentRequest(input: unknown, path: string): DeploymentRequest {
  const imageDigest = readOptionalImageDigest(input, `${path}.imageDigest`);
  const taskDefinitionArn = readTaskDefinitionArn(input, `${path}.taskDefinitionArn`);
  const trigger = `${path}.trigger`;
  return {
    service: readServiceName(input, `${path}.service`),
    ...(imageDigest === undefined ? {} : { imageDigest }),
    ...(taskDefinitionArn === undefined ? {} : { taskDefinitionArn }),
    ...readPurpose(input, `${path}.purpose`),
    trigger: { kind: readKind(input, `${trigger}.kind`), id: readString(input, `${trigger}.id`), at: readInstant(input, `${trigger}.at`) },
  };
}

function readKind(input: unknown, path: string): Trigger['kind'] {
  const kind = readString(input, path);
  if (kind === 'image-push' || kind === 'request' || kind === 'template') return kind;
  throw new InvalidInputError(`${path} is ${shown(kind)}: give image-push, request or template`);
}
