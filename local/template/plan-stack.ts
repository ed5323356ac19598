import type { AwsCalls } from '../aws/aws-calls.ts';
import { resolveDynamicReferences } from './dynamic-references.ts';
import type { Place } from './inert-resources.ts';
import { noValue, resolveValue, type Scope } from './intrinsics.ts';
import { inOrder } from './order.ts';
import { referencesOf } from './references.ts';
import { readSsmParameter } from './stack-parameters.ts';
import { type StackState, scopeOf } from './stack-state.ts';
import type { TemplateResource } from './template.ts';
import { TemplateError } from './template-error.ts';

/** How the resources of one stack are to be made. */
export interface StackPlan {
  /** Logical ids of the resources whose condition holds, each after those it refers to. */
  readonly order: readonly string[];
  /** The resource's type and resolved properties; everything it refers to must have been made. */
  resolve(logicalId: string, aws: AwsCalls): Promise<{ readonly type: string; readonly properties: Readonly<Record<string, unknown>> }>;
  /** Fills the stack's outputs and exports once all resources are made. */
  readOutputs(): void;
}

/** Plans a stack from its template and what earlier stacks exported. */
export function planStack(state: StackState, place: Place, exported: Map<string, unknown>): StackPlan {
  const { Conditions = {}, Outputs = {}, Resources } = state.template;
  const condition = (name: string): boolean | undefined =>
    name in Conditions ? resolveValue(Conditions[name], scope(`condition ${name}`)) === true : undefined;
  const scope = (where: string): Scope => ({ ...scopeOf(state, where, place, exported), condition });
  const wanted = (entry: { readonly Condition?: string }): boolean =>
    entry.Condition === undefined || resolveValue({ Condition: entry.Condition }, scope('Condition')) === true;
  const resources = new Map(Object.entries(Resources).filter(([, resource]) => wanted(resource)));
  return {
    order: inOrder(dependencies(resources, state), `stack ${state.name}`),
    resolve: async (logicalId, aws) => {
      const { Type: type, Properties = {} } = known(resources.get(logicalId), logicalId);
      const resolved = resolveValue(Properties, scope(logicalId));
      const properties = await resolveDynamicReferences(resolved, (name) => readSsmParameter(name, aws));
      return { type, properties: properties as Readonly<Record<string, unknown>> };
    },
    readOutputs: () => {
      for (const [name, output] of Object.entries(Outputs).filter(([, entry]) => wanted(entry))) {
        const value = resolveValue(output.Value, scope(`output ${name}`));
        if (value === noValue) continue;
        state.outputs.set(name, value);
        if (output.Export !== undefined) exported.set(String(resolveValue(output.Export.Name, scope(`output ${name}`))), value);
      }
    },
  };
}

function dependencies(resources: ReadonlyMap<string, TemplateResource>, state: StackState): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    [...resources].map(([logicalId, resource]) => {
      const named = typeof resource.DependsOn === 'string' ? [resource.DependsOn] : (resource.DependsOn ?? []);
      for (const name of named) {
        if (!(name in state.template.Resources)) throw new TemplateError(`${state.name}/${logicalId}: DependsOn ${name} does not exist`);
      }
      const wanted = [...named, ...referencesOf(resource.Properties)].filter((name) => resources.has(name));
      return [logicalId, new Set(wanted)];
    }),
  );
}

function known(resource: TemplateResource | undefined, logicalId: string): TemplateResource {
  if (resource === undefined) throw new TemplateError(`resource ${logicalId} does not exist`);
  return resource;
}
