import { InvalidInputError } from '../errors.ts';
import { readOptionalString } from '../input.ts';
import { shown } from '../shown.ts';
import type { DeploymentRequest } from './deployment.ts';

/**
 * The purpose that an input names at a path, as a field of a request; empty when it names none.
 *
 * @throws {InvalidInputError} it names another one.
 */
export function readPurpose(input: unknown, path: string): Pick<DeploymentRequest, 'purpose'> {
  const purpose = readOptionalString(input, path);
  if (purpose === undefined) return {};
  if (purpose === 'release' || purpose === 'a-a') return { purpose };
  throw new InvalidInputError(`${path} is ${shown(purpose)}: give release or a-a`);
}
