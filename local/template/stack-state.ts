import type { Made } from '../aws/resource-maker.ts';
import type { Place } from './inert-resources.ts';
import { noValue, type Scope } from './intrinsics.ts';
import type { Template } from './template.ts';

/** A resource as it was last made. */
export interface MadeResource {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly made: Made;
}

/** What is known of a stack while it is being made, and after. */
export interface StackState {
  readonly name: string;
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, unknown>;
  /** In the order they were made. */
  readonly resources: Map<string, MadeResource>;
  readonly outputs: Map<string, unknown>;
}

/** The stack's ARN; its unique part is fixed, for runs that can be compared. */
export function stackId(stackName: string, { account, region }: Place): string {
  return `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/00000000-0000-4000-8000-000000000000`;
}

/** The names that a template value of this stack may refer to. Conditions are evaluated when asked for. */
export function scopeOf(state: StackState, where: string, place: Place, exported: ReadonlyMap<string, unknown>): Omit<Scope, 'condition'> {
  const pseudo = pseudoParameters(state.name, place);
  return {
    where: `${state.name}/${where}`,
    region: place.region,
    ref: (name) => pseudo[name] ?? state.parameters.get(name) ?? state.resources.get(name)?.made.ref,
    attribute: (logicalId, name) => attribute(state.resources.get(logicalId)?.made.attributes, name),
    exported: (name) => exported.get(name),
    mapping: (map, topKey, secondKey) => state.template.Mappings?.[map]?.[topKey]?.[secondKey],
  };
}

function pseudoParameters(stackName: string, place: Place): Readonly<Record<string, unknown>> {
  return {
    'AWS::AccountId': place.account,
    'AWS::NoValue': noValue,
    'AWS::Partition': 'aws',
    'AWS::Region': place.region,
    'AWS::StackId': stackId(stackName, place),
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}

/** Attribute names with a dot are either a name of their own (`Endpoint.Address`) or a path into a nested attribute. */
function attribute(attributes: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
  if (attributes === undefined || name in attributes) return attributes?.[name];
  return name.split('.').reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], attributes);
}
