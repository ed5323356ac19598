import type { InvokeCommandInput, InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { StateFailure } from '../../asl/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../asl/json.ts';
import type { AwsCalls } from '../aws-calls.ts';

/**
 * Invokes a function with a JSON payload and answers the service's reply, its payload parsed.
 *
 * @throws {StateFailure} the function failed: Error is its `errorType`, Cause the JSON it answered.
 */
export async function invokeFunction(aws: AwsCalls, { Payload, ...others }: JsonObject, roleArn: string): Promise<JsonObject> {
  const input: Partial<InvokeCommandInput> = { ...others, Payload: new TextEncoder().encode(JSON.stringify(Payload ?? {})) };
  const output = (await aws.call('Lambda', 'Invoke', input, { roleArn })) as InvokeCommandOutput;
  const text = output.Payload === undefined ? '' : new TextDecoder().decode(output.Payload);
  const payload = parsed(text);
  if (output.FunctionError !== undefined) throw functionFailure(payload, text);
  return {
    ...(output.ExecutedVersion === undefined ? {} : { ExecutedVersion: output.ExecutedVersion }),
    Payload: payload,
    StatusCode: output.StatusCode ?? 200,
  };
}

function functionFailure(payload: Json, text: string): StateFailure {
  const errorType = isJsonObject(payload) ? payload.errorType : undefined;
  return new StateFailure(typeof errorType === 'string' ? errorType : 'Lambda.Unknown', text);
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
