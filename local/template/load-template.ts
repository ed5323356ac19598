import { isDeepStrictEqual } from 'node:util';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { ModelledService } from '../aws/modelled-service.ts';
import type { Made, ResourceMaker } from '../aws/resource-maker.ts';
import type { Clock } from '../clock.ts';
import type { Assembly, AssemblyStack } from './assembly.ts';
import type { Place } from './inert-resources.ts';
import { makeResource } from './make-resource.ts';
import { planStack } from './plan-stack.ts';
import { type Responder, startResponder } from './responder.ts';
import { readParameters } from './stack-parameters.ts';
import type { MadeResource, StackState } from './stack-state.ts';

/** What templates are loaded into. */
export interface TemplateNeeds extends Place {
  readonly services: readonly ModelledService[];
  readonly aws: AwsCalls;
  readonly clock: Clock;
  /** Called when all resources of a stack are made, before the next stack: where a person would push the first image. */
  readonly afterStack?: (resources: ReadonlyMap<string, MadeResource>) => void;
}

/** What one load or update did, as `Stack/LogicalId`. */
export interface Changes {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  /** No longer in the template. They are reported and left as they are: deletion is not modelled. */
  readonly removed: readonly string[];
}

/** The stacks of an assembly as made resources of the local world. */
export interface LoadedTemplate {
  resource(stackName: string, logicalId: string): MadeResource | undefined;
  /** All resources of a type, e.g. to find the functions of a stack. */
  resourcesOf(type: string): readonly { readonly stackName: string; readonly logicalId: string; readonly made: Made }[];
  outputs(stackName: string): Readonly<Record<string, unknown>>;
  /**
   * Applies a newer assembly as a stack update does: template against template. Only resources whose *resolved* properties
   * differ from those last applied are made again, whatever happened to the live resource in between.
   */
  update(assembly: Assembly): Promise<Changes>;
}

/**
 * Makes every resource of an assembly, in the order of its references, by the service that owns its type.
 *
 * @throws {UnmodelledCallError} a resource type, intrinsic function or section that is not modelled, by name.
 * @throws {TemplateError} the template refers to what does not exist, or a resource could not be made.
 */
export async function loadTemplate(assembly: Assembly, needs: TemplateNeeds): Promise<LoadedTemplate> {
  const stacks = new Map<string, StackState>();
  const exported = new Map<string, unknown>();
  const makers = new Map(needs.services.flatMap((service) => Object.entries(service.resources)));
  const apply = async (next: Assembly): Promise<Changes> => {
    const responder = await startResponder();
    const changes = { created: [] as string[], updated: [] as string[], removed: [] as string[] };
    try {
      for (const stack of next.stacks) await applyStack(stack, { stacks, exported, makers, responder, needs, changes });
    } finally {
      await responder.close();
    }
    return changes;
  };
  await apply(assembly);
  return {
    update: apply,
    resource: (stackName, logicalId) => stacks.get(stackName)?.resources.get(logicalId),
    outputs: (stackName) => Object.fromEntries(stacks.get(stackName)?.outputs ?? []),
    resourcesOf: (type) => [...stacks.values()].flatMap((stack) => resourcesOf(stack, type)),
  };
}

interface Application {
  readonly stacks: Map<string, StackState>;
  readonly exported: Map<string, unknown>;
  readonly makers: ReadonlyMap<string, ResourceMaker>;
  readonly responder: Responder;
  readonly needs: TemplateNeeds;
  readonly changes: { created: string[]; updated: string[]; removed: string[] };
}

async function applyStack(stack: AssemblyStack, application: Application): Promise<void> {
  const { stacks, exported, needs, changes } = application;
  const before = stacks.get(stack.name)?.resources ?? new Map<string, MadeResource>();
  const parameters = await readParameters(stack.template, needs.aws);
  // Starts from what was there and is kept from now on: when a resource fails, what was made before it stays known.
  const state: StackState = { name: stack.name, template: stack.template, parameters, resources: new Map(before), outputs: new Map() };
  stacks.set(stack.name, state);
  const plan = planStack(state, needs, exported);
  for (const logicalId of plan.order) {
    const path = `${stack.name}/${logicalId}`;
    const { type, properties } = await plan.resolve(logicalId, needs.aws);
    const previous = before.get(logicalId);
    if (previous?.type === type && isDeepStrictEqual(previous.properties, properties)) {
      state.resources.set(logicalId, previous);
      continue;
    }
    const known = previous?.type === type ? { previous: { ...previous.made, properties: previous.properties } } : {};
    const made = await makeResource(type, properties, { logicalId, stackName: stack.name, ...known }, application);
    state.resources.set(logicalId, { type, properties, made });
    changes[previous === undefined ? 'created' : 'updated'].push(path);
  }
  for (const logicalId of before.keys()) {
    if (plan.order.includes(logicalId)) continue;
    state.resources.delete(logicalId);
    changes.removed.push(`${stack.name}/${logicalId}`);
  }
  plan.readOutputs();
  needs.afterStack?.(state.resources);
}

function resourcesOf(stack: StackState, type: string) {
  return [...stack.resources]
    .filter(([, resource]) => resource.type === type)
    .map(([logicalId, { made }]) => ({ stackName: stack.name, logicalId, made }));
}
