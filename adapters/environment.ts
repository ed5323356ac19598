import { InvalidInputError } from '../core/errors.ts';

/**
 * The environment variables asked for, each present and not empty.
 *
 * @throws {InvalidInputError} names every missing one.
 * @example const { SLUICE_TABLE } = environment('SLUICE_TABLE');
 */
export function environment<Name extends string>(...names: readonly Name[]): Readonly<Record<Name, string>> {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) throw new InvalidInputError(`environment variable ${missing.join(', ')} is missing: set it on the function`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Record<Name, string>;
}
