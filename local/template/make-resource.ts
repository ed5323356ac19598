import { SluiceError } from '../../core/errors.ts';
import { type AwsCalls, UnmodelledCallError } from '../aws/aws-calls.ts';
import type { Made, ResourceId, ResourceMaker } from '../aws/resource-maker.ts';
import type { Clock } from '../clock.ts';
import { isCustomResource, makeCustomResource } from './custom-resource.ts';
import { inertResources, type Place } from './inert-resources.ts';
import type { Responder } from './responder.ts';
import { stackId } from './stack-state.ts';
import { TemplateError } from './template-error.ts';

/** What resources are made with. */
export interface Makers {
  readonly makers: ReadonlyMap<string, ResourceMaker>;
  readonly responder: Responder;
  readonly needs: Place & { readonly aws: AwsCalls; readonly clock: Clock };
}

/**
 * Makes one resource: by the service that owns its type, else as an inert type, else as a custom resource.
 *
 * @throws {UnmodelledCallError} nobody makes the type.
 * @throws {TemplateError} the maker failed; its error is the cause.
 */
export async function makeResource(
  type: string,
  properties: Readonly<Record<string, unknown>>,
  resource: ResourceId,
  { makers, responder, needs }: Makers,
): Promise<Made> {
  const path = `${resource.stackName}/${resource.logicalId}`;
  const maker = makers.get(type);
  const inert = inertResources[type];
  try {
    if (maker !== undefined) return await maker(properties, resource);
    if (inert !== undefined) return inert.make(properties, resource, needs);
    if (isCustomResource(type)) {
      return await makeCustomResource(type, properties, resource, { ...needs, responder, stackId: stackId(resource.stackName, needs) });
    }
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    throw new TemplateError(`${path} (${type}) could not be made: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  throw new UnmodelledCallError(`resource type ${type} (${path})`);
}
