import { UnmodelledCallError } from '../aws-calls.ts';
import type { Made, ResourceMaker } from '../resource-maker.ts';
import { type AsyncConfig, asyncDefaults } from './async-invocation.ts';
import { serviceOf } from './destinations.ts';
import { type FunctionConfig, type FunctionPlace, readFunction } from './function-config.ts';

/** Where makers put what they read. */
export interface LambdaStore extends FunctionPlace {
  put(config: FunctionConfig): void;
  /** Publishes what the function is now; answers the version. */
  publish(functionName: string): FunctionConfig;
  alias(functionName: string, alias: string, version: string): void;
  putAsync(functionName: string, qualifier: string, config: AsyncConfig): void;
}

const ofVersion = new Set(['FunctionName', 'Description']);

/** The makers of functions, their asynchronous settings, versions and aliases. */
export function lambdaResources(store: LambdaStore): Readonly<Record<string, ResourceMaker>> {
  return {
    'AWS::Lambda::Function': (properties, resource): Made => {
      const config = readFunction(properties, resource, store);
      if (config.deadLetterArn !== undefined) serviceOf(config.deadLetterArn);
      store.put(config);
      return { ref: config.name, attributes: { Arn: config.arn } };
    },
    'AWS::Lambda::EventInvokeConfig': (properties, { logicalId }): Made => {
      const functionName = nameOf(String(properties.FunctionName));
      store.putAsync(functionName, String(properties.Qualifier ?? '$LATEST'), readAsyncConfig(properties));
      return { ref: logicalId, attributes: {} };
    },
    'AWS::Lambda::Version': (properties): Made => {
      for (const name of Object.keys(properties))
        if (!ofVersion.has(name)) throw new UnmodelledCallError(`${name} of AWS::Lambda::Version`);
      const { arn, version } = store.publish(String(properties.FunctionName));
      return { ref: `${arn}:${version}`, attributes: { FunctionArn: `${arn}:${version}`, Version: version } };
    },
    'AWS::Lambda::Alias': (properties): Made => {
      if (properties.RoutingConfig !== undefined) throw new UnmodelledCallError('RoutingConfig of AWS::Lambda::Alias');
      store.alias(String(properties.FunctionName), String(properties.Name), String(properties.FunctionVersion));
      const ref = `${arnOf(String(properties.FunctionName), store)}:${properties.Name}`;
      return { ref, attributes: { AliasArn: ref } };
    },
  };
}

function readAsyncConfig(properties: Readonly<Record<string, unknown>>): AsyncConfig {
  type Destination = { readonly Destination?: string } | undefined;
  const destinations = (properties.DestinationConfig ?? {}) as { readonly OnFailure?: Destination; readonly OnSuccess?: Destination };
  const config: AsyncConfig = {
    retriesMax: Number(properties.MaximumRetryAttempts ?? asyncDefaults.retriesMax),
    eventAgeSecondsMax: Number(properties.MaximumEventAgeInSeconds ?? asyncDefaults.eventAgeSecondsMax),
    onFailureArn: destinations.OnFailure?.Destination,
    onSuccessArn: destinations.OnSuccess?.Destination,
  };
  for (const arn of [config.onFailureArn, config.onSuccessArn]) if (arn !== undefined) serviceOf(arn);
  return config;
}

function nameOf(functionName: string): string {
  return functionName.includes(':function:') ? (functionName.split(':')[6] ?? functionName) : functionName;
}

function arnOf(functionName: string, { region, account }: FunctionPlace): string {
  return `arn:aws:lambda:${region}:${account}:function:${nameOf(functionName)}`;
}
