import { basename } from 'node:path';
import { physicalName } from '../../template/physical-name.ts';
import { TemplateError } from '../../template/template-error.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import type { ResourceId } from '../resource-maker.ts';
import type { Code } from './load-handler.ts';

/** A function as its template declares it. */
export interface FunctionConfig {
  readonly name: string;
  /** Without a version. */
  readonly arn: string;
  /** `$LATEST`, or the number it was published under. */
  readonly version: string;
  readonly roleArn: string;
  readonly code: Code;
  /** `file.export` inside the code. */
  readonly handler: string;
  readonly runtime: string;
  readonly architectures: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Invocations at once, at most; undefined when not reserved. */
  readonly concurrencyMax: number | undefined;
  readonly deadLetterArn: string | undefined;
}

/** Properties that change nothing here. Every other property that is not read below is refused. */
const inert = new Set([
  'Description',
  'Tags',
  'TracingConfig',
  'LoggingConfig',
  'EphemeralStorage',
  'KmsKeyArn',
  'RuntimeManagementConfig',
]);
const read = new Set([
  'Architectures',
  'Code',
  'DeadLetterConfig',
  'Environment',
  'FunctionName',
  'Handler',
  'MemorySize',
  'PackageType',
  'ReservedConcurrentExecutions',
  'Role',
  'Runtime',
  'Timeout',
]);

interface Properties {
  readonly Architectures?: readonly string[];
  readonly Code?: { readonly S3Key?: string; readonly ZipFile?: string };
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
  readonly FunctionName?: string;
  readonly Handler?: string;
  readonly MemorySize?: unknown;
  readonly ReservedConcurrentExecutions?: unknown;
  readonly Role?: string;
  readonly Runtime?: string;
  readonly Timeout?: unknown;
}

/** Where functions are made and where their code is found. */
export interface FunctionPlace {
  readonly account: string;
  readonly region: string;
  /** Object key of a file asset → its folder. */
  readonly assetPath: (objectKey: string) => string | undefined;
}

/**
 * Reads an `AWS::Lambda::Function`. Defaults as in AWS: 3 seconds, 128 MB, x86_64.
 *
 * @throws {UnmodelledCallError} a property that would change what happens and is not modelled, such as `Layers`.
 * @throws {TemplateError} the code is not among the assembly's assets, or a required property is missing.
 */
export function readFunction(properties: Properties, resource: ResourceId, place: FunctionPlace): FunctionConfig {
  const path = `${resource.stackName}/${resource.logicalId}`;
  for (const name of Object.keys(properties)) {
    if (!read.has(name) && !inert.has(name)) throw new UnmodelledCallError(`${name} of AWS::Lambda::Function (${path})`);
  }
  const name = properties.FunctionName ?? physicalName(resource);
  const variables = Object.entries(properties.Environment?.Variables ?? {}).map(([key, value]) => [key, String(value)] as const);
  return {
    name,
    arn: `arn:aws:lambda:${place.region}:${place.account}:function:${name}`,
    version: '$LATEST',
    roleArn: required(properties.Role, 'Role', path),
    code: readCode(properties.Code ?? {}, path, place),
    handler: required(properties.Handler, 'Handler', path),
    runtime: required(properties.Runtime, 'Runtime', path),
    architectures: properties.Architectures ?? ['x86_64'],
    variables: Object.fromEntries(variables),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    memoryMegabytes: Number(properties.MemorySize ?? 128),
    concurrencyMax: properties.ReservedConcurrentExecutions === undefined ? undefined : Number(properties.ReservedConcurrentExecutions),
    deadLetterArn: properties.DeadLetterConfig?.TargetArn,
  };
}

function readCode({ S3Key, ZipFile }: { readonly S3Key?: string; readonly ZipFile?: string }, path: string, place: FunctionPlace): Code {
  if (ZipFile !== undefined) return { kind: 'inline', text: ZipFile };
  if (S3Key === undefined) throw new UnmodelledCallError(`code of ${path} that is neither an asset nor inline`);
  const folder = place.assetPath(S3Key) ?? place.assetPath(basename(S3Key));
  if (folder === undefined) throw new TemplateError(`${path}: the assembly has no asset ${S3Key}`);
  return { kind: 'folder', path: folder };
}

function required(value: string | undefined, name: string, path: string): string {
  if (value === undefined) throw new TemplateError(`${path}: ${name} is missing`);
  return value;
}
