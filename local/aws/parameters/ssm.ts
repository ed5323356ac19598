import {
  type GetParameterRequest,
  type GetParametersByPathRequest,
  type GetParametersRequest,
  type Parameter,
  ParameterAlreadyExists,
  ParameterNotFound,
  type ParameterType,
  type PutParameterRequest,
} from '@aws-sdk/client-ssm';
import { physicalName } from '../../template/physical-name.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import type { DefaultBus } from '../aws-event.ts';
import type { ModelledService, ModelNeeds, Operation } from '../modelled-service.ts';
import type { ResourceMaker } from '../resource-maker.ts';
import { parametersByPath } from './parameters-by-path.ts';
import { ssmValidation } from './ssm-validation.ts';

/** What the modelled Parameter Store is made from. */
export type SsmNeeds = ModelNeeds & { readonly bus: DefaultBus };

type Change = { readonly name: string; readonly value: string; readonly type: ParameterType };

const valueCharactersMax = 8192;

/** The modelled Parameter Store; local/behaviour/events-and-metrics.md says what it promises. */
export function ssm(needs: SsmNeeds): ModelledService {
  const parameters = new Map<string, Parameter>();
  const arnOf = (name: string) => `arn:aws:ssm:${needs.region}:${needs.account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;

  const changed = (operation: 'Create' | 'Update' | 'Delete', name: string, type: ParameterType | undefined) =>
    needs.bus.emit({
      source: 'aws.ssm',
      'detail-type': 'Parameter Store Change',
      resources: [arnOf(name)],
      detail: { operation, name, type },
    });

  const write = ({ name, value, type }: Change): number => {
    if (!/^[\w./-]{1,1011}$/.test(name)) throw ssmValidation(`Parameter name ${name} is not valid.`);
    if (value === '' || value.length > valueCharactersMax)
      throw ssmValidation(`Value of ${name} must have 1 to ${valueCharactersMax} characters.`);
    const before = parameters.get(name);
    const Version = (before?.Version ?? 0) + 1;
    const LastModifiedDate = needs.clock.now();
    parameters.set(name, { Name: name, Type: type, Value: value, Version, LastModifiedDate, ARN: arnOf(name), DataType: 'text' });
    changed(before === undefined ? 'Create' : 'Update', name, type);
    return Version;
  };

  const remove = (name: string) => {
    const before = parameters.get(name);
    if (before !== undefined && parameters.delete(name)) changed('Delete', name, before.Type);
  };

  return {
    id: 'SSM',
    operations: operations(parameters, write),
    resources: { 'AWS::SSM::Parameter': maker(parameters, write, remove) },
  };
}

function operations(parameters: ReadonlyMap<string, Parameter>, write: (change: Change) => number): Readonly<Record<string, Operation>> {
  return {
    GetParameter: async ({ Name = '' }: GetParameterRequest) => {
      const found = parameters.get(plain(Name));
      if (found === undefined) throw new ParameterNotFound({ message: `Parameter ${Name} not found.`, $metadata: {} });
      return { Parameter: found };
    },
    GetParameters: async ({ Names = [] }: GetParametersRequest) => {
      if (Names.length === 0 || Names.length > 10) throw ssmValidation('Names must have 1 to 10 entries.');
      const asked = Names.map(plain);
      return {
        Parameters: asked.flatMap((name) => parameters.get(name) ?? []),
        InvalidParameters: asked.filter((name) => !parameters.has(name)),
      };
    },
    GetParametersByPath: async (input: GetParametersByPathRequest) => parametersByPath(input, [...parameters.values()]),
    PutParameter: async ({ Name = '', Value = '', Type, Overwrite = false }: PutParameterRequest) => {
      const before = parameters.get(plain(Name));
      if (before !== undefined && !Overwrite) {
        throw new ParameterAlreadyExists({ message: 'The parameter already exists; set Overwrite to change it.', $metadata: {} });
      }
      const type = Type ?? before?.Type;
      if (type === undefined) throw ssmValidation('A parameter type is required when you create a parameter.');
      return { Version: write({ name: Name, value: Value, type }), Tier: 'Standard' };
    },
  };
}

/** A stack update that changes neither value nor type is no change; one that renames makes one and deletes one. */
function maker(
  parameters: ReadonlyMap<string, Parameter>,
  write: (change: Change) => number,
  remove: (name: string) => void,
): ResourceMaker {
  return ({ Name, Type, Value }, resource) => {
    const name = typeof Name === 'string' ? Name : physicalName(resource, 1011);
    const type = Type === 'StringList' ? 'StringList' : 'String';
    const value = String(Value);
    const before = parameters.get(name);
    if (before?.Value !== value || before.Type !== type) write({ name, value, type });
    const previous = resource.previous?.ref;
    if (previous !== undefined && previous !== name) remove(previous);
    return { ref: name, attributes: { Type: type, Value: value } };
  };
}

function plain(name: string): string {
  if (name.startsWith('arn:')) return name.slice(name.indexOf(':parameter') + ':parameter'.length);
  if (name.includes(':')) throw new UnmodelledCallError(`a version or label of a parameter (${name})`);
  return name;
}
