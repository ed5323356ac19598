import { InvalidInputError } from '../errors.ts';
import { readString } from '../input.ts';
import { shown } from '../shown.ts';

/** What a service may be called. Its name becomes part of execution names (80 characters) and of the paths of parameters. */
export const serviceName = {
  pattern: /^[a-z]([a-z0-9-]{0,29}[a-z0-9])?$/,
  fix: 'use 1 to 31 lower-case letters, digits and hyphens; begin with a letter, end without a hyphen',
} as const;

/** What is said of a name of which no service is declared. */
export function undeclared(name: string): string {
  return `service "${name}" is not declared: deploy its ProgressiveService, or correct the name`;
}

/**
 * Reads a service's name from an input: one that no service can have is looked up nowhere.
 *
 * @throws {InvalidInputError} the field is absent or no name of a service.
 */
export function readServiceName(input: unknown, path: string): string {
  const name = readString(input, path);
  if (serviceName.pattern.test(name)) return name;
  throw new InvalidInputError(`${path} is ${shown(name)}: ${serviceName.fix}`);
}
