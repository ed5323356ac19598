import type { AwsCalls, Caller } from '../aws/aws-calls.ts';
import type { Template } from './template.ts';
import { TemplateError } from './template-error.ts';

/** The version that `cdk bootstrap` writes into an account; templates only compare it. */
const bootstrapVersion = '30';

const cloudFormation: Caller = { roleArn: 'local' };

/**
 * The values of a template's parameters: their defaults, and for SSM-typed ones the parameter that the default names.
 *
 * @throws {TemplateError} a parameter without a default: the local world has nobody to ask.
 */
export async function readParameters(template: Template, aws: AwsCalls): Promise<ReadonlyMap<string, unknown>> {
  const entries = Object.entries(template.Parameters ?? {}).map(async ([name, { Type, Default }]) => {
    if (Default === undefined) throw new TemplateError(`parameter ${name} has no default and nobody gave it a value`);
    const value = Type.startsWith('AWS::SSM::Parameter::Value')
      ? await readSsmParameter(String(Default), aws)
      : listOrScalar(Type, Default);
    return [name, value] as const;
  });
  return new Map(await Promise.all(entries));
}

/** Reads a parameter, by `name` or `name:version`, as CloudFormation does for SSM-typed parameters and dynamic references. */
export async function readSsmParameter(name: string, aws: AwsCalls): Promise<string> {
  if (name.startsWith('/cdk-bootstrap/')) return bootstrapVersion;
  const output: { Parameter?: { Value?: string } } = await aws.call('SSM', 'GetParameter', { Name: name }, cloudFormation);
  if (output.Parameter?.Value === undefined) throw new TemplateError(`SSM parameter ${name} has no value`);
  return output.Parameter.Value;
}

function listOrScalar(type: string, value: unknown): unknown {
  return type === 'CommaDelimitedList' || type.startsWith('List<') ? String(value).split(',') : value;
}
