import { InvalidDefinition } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { InvalidDefinitionError } from '../../asl/failure.ts';
import { parseMachineOnce } from '../../asl/known-machines.ts';
import { physicalName } from '../../template/physical-name.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import { identifiers } from '../identifiers.ts';
import type { ModelNeeds } from '../modelled-service.ts';
import type { Made, ResourceMaker } from '../resource-maker.ts';
import type { MachineRecord, Machines, Revision } from './machines.ts';

/** State machine names end at 80 characters. */
const nameMax = 80;

const MachineProperties = z.strictObject({
  DefinitionString: z.string().optional(),
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  RoleArn: z.string(),
  StateMachineName: z.string().optional(),
  StateMachineType: z.literal('STANDARD').default('STANDARD'),
  // What follows changes nothing that a caller of the modelled AWS could see.
  LoggingConfiguration: z.unknown().optional(),
  TracingConfiguration: z.unknown().optional(),
  EncryptionConfiguration: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

const VersionProperties = z.strictObject({
  StateMachineArn: z.string(),
  StateMachineRevisionId: z.string().optional(),
  Description: z.string().optional(),
});

const AliasProperties = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  RoutingConfiguration: z
    .array(z.strictObject({ StateMachineVersionArn: z.string(), Weight: z.coerce.number() }))
    .min(1)
    .max(2),
});

/** Makers of state machines, their versions and aliases. */
export function machineResources(
  machines: Machines,
  needs: ModelNeeds,
  acceptsResource: (resource: string) => boolean,
): Readonly<Record<string, ResourceMaker>> {
  return {
    'AWS::StepFunctions::StateMachine': machineMaker(machines, needs, acceptsResource),
    'AWS::StepFunctions::StateMachineVersion': versionMaker(machines),
    'AWS::StepFunctions::StateMachineAlias': aliasMaker(machines),
  };
}

function machineMaker(machines: Machines, needs: ModelNeeds, acceptsResource: (resource: string) => boolean): ResourceMaker {
  return (properties, resource) => {
    const given = z.parse(MachineProperties, properties);
    const name = given.StateMachineName ?? physicalName(resource, nameMax);
    const arn = `arn:aws:states:${needs.region}:${needs.account}:stateMachine:${name}`;
    const definition = substituted(definitionText(given), given.DefinitionSubstitutions);
    const revision: Revision = {
      revisionId: identifiers(needs.random).uuid(),
      definition,
      machine: parsed(definition, acceptsResource),
      roleArn: given.RoleArn,
    };
    const known = machines.find(arn);
    // Running executions keep the revision they started with.
    if (known === undefined) machines.put(newRecord(arn, name, needs, revision));
    else known.current = revision;
    return { ref: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId: revision.revisionId } };
  };
}

function newRecord(arn: string, name: string, { clock }: ModelNeeds, current: Revision): MachineRecord {
  return { arn, name, createdAt: clock.now(), current, versions: new Map(), aliases: new Map() };
}

function definitionText({ DefinitionString, Definition }: z.infer<typeof MachineProperties>): string {
  if (DefinitionString !== undefined) return DefinitionString;
  if (Definition !== undefined) return JSON.stringify(Definition);
  throw new UnmodelledCallError('a state machine without DefinitionString or Definition');
}

function substituted(text: string, values: Readonly<Record<string, string | number | boolean>>): string {
  return text.replaceAll(/\$\{([A-Za-z0-9_.:]+)\}/g, (whole, name: string) => {
    // The value lands inside JSON text, so what is special there is escaped.
    return Object.hasOwn(values, name) ? JSON.stringify(String(values[name])).slice(1, -1) : whole;
  });
}

function parsed(definition: string, acceptsResource: (resource: string) => boolean) {
  try {
    return parseMachineOnce(definition, acceptsResource);
  } catch (error) {
    if (!(error instanceof InvalidDefinitionError)) throw error;
    throw new InvalidDefinition({
      message: `Invalid State Machine Definition: ${error.problems.join('; ')}`,
      $metadata: { httpStatusCode: 400 },
    });
  }
}

function versionMaker(machines: Machines): ResourceMaker {
  return (properties, { previous }): Made => {
    // A version never changes; an update of its resource leaves it as it is.
    if (previous !== undefined) return previous;
    const record = machines.get(z.parse(VersionProperties, properties).StateMachineArn);
    const published = [...record.versions].find(([, revision]) => revision === record.current)?.[0];
    const version = published ?? Math.max(0, ...record.versions.keys()) + 1;
    record.versions.set(version, record.current);
    return { ref: `${record.arn}:${version}`, attributes: { Arn: `${record.arn}:${version}` } };
  };
}

function aliasMaker(machines: Machines): ResourceMaker {
  return (properties, resource) => {
    const given = z.parse(AliasProperties, properties);
    const name = given.Name ?? physicalName(resource, nameMax);
    const routes = given.RoutingConfiguration.map(({ StateMachineVersionArn, Weight }) => {
      const { record } = machines.resolve(StateMachineVersionArn);
      return { record, version: Number(StateMachineVersionArn.split(':').at(-1)), weight: Weight };
    });
    const [first] = routes;
    if (first === undefined) throw new UnmodelledCallError('a state machine alias without routes');
    first.record.aliases.set(name, routes);
    return { ref: `${first.record.arn}:${name}`, attributes: { Arn: `${first.record.arn}:${name}` } };
  };
}
