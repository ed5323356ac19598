import { GetParameterCommand, GetParametersByPathCommand, type Parameter, type SSMClient } from '@aws-sdk/client-ssm';
import { InvalidInputError } from '../core/errors.ts';
import type { Service } from '../core/service/service.ts';
import { paged } from './paged.ts';
import { answered, isNamed } from './sdk-errors.ts';

/**
 * Knows the declared services: SSM parameter `/sluice/services/<name>` holds a declaration as JSON, and
 * `/sluice/images/<repository>/<name>` exists for each service that releases the images of that repository.
 *
 * @throws {DependencyError} SSM throttled or did not answer. Retryable.
 */
export interface ServiceCatalogue {
  /**
   * Undefined when nobody declared the service.
   *
   * @throws {InvalidInputError} the parameter does not hold a valid declaration.
   */
  declared(name: string): Promise<Service | undefined>;
  /**
   * The same with its version and time, both of the same answer. Versions begin with 1, and again when it is deleted and made anew.
   *
   * @throws {InvalidInputError} the parameter does not hold a valid declaration.
   */
  declaration(name: string): Promise<Declaration | undefined>;
  /** Names of the services that a push to this repository concerns, sorted. */
  servicesOf(repository: string): Promise<readonly string[]>;
}

/** A declared service, and since when its declaration is as it is. */
export interface Declaration {
  readonly service: Service;
  readonly at: Date;
  readonly version: number;
}

/** A {@link ServiceCatalogue} on the SDK. `parse` turns a declaration into a service or throws `InvalidInputError`. */
export function serviceCatalogue(ssm: SSMClient, parse: (declaration: unknown) => Service): ServiceCatalogue {
  return {
    async declared(name) {
      const { Value } = (await parameter(ssm, `/sluice/services/${name}`)) ?? {};
      return Value === undefined ? undefined : parse(fromJson(Value, name));
    },
    async declaration(name) {
      const { Value, LastModifiedDate: at, Version: version } = (await parameter(ssm, `/sluice/services/${name}`)) ?? {};
      if (Value === undefined || at === undefined || version === undefined) return undefined;
      return { service: parse(fromJson(Value, name)), at, version };
    },
    async servicesOf(repository) {
      const names = await paged('SSM GetParametersByPath', async (next) => {
        const command = new GetParametersByPathCommand({ Path: `/sluice/images/${repository}`, ...(next && { NextToken: next }) });
        const page = await answered('SSM GetParametersByPath', ssm.send(command));
        return { items: (page.Parameters ?? []).flatMap(({ Name }) => Name?.split('/').at(-1) ?? []), next: page.NextToken };
      });
      return [...new Set(names)].sort();
    },
  };
}

/**
 * Knows whether somebody declared a service, for whom it does not matter how.
 *
 * @throws {DependencyError} SSM throttled or did not answer. Retryable.
 */
export function isDeclaredIn(ssm: SSMClient): (name: string) => Promise<boolean> {
  return async (name) => (await parameter(ssm, `/sluice/services/${name}`))?.Value !== undefined;
}

async function parameter(ssm: SSMClient, Name: string): Promise<Parameter | undefined> {
  try {
    return (await answered('SSM GetParameter', ssm.send(new GetParameterCommand({ Name })))).Parameter;
  } catch (error) {
    if (isNamed(error, 'ParameterNotFound')) return undefined;
    throw error;
  }
}

function fromJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInputError(`parameter /sluice/services/${name} does not hold JSON: declare the service again`);
  }
}
