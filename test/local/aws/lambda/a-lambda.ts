import { type AwsCalls, UnmodelledCallError } from '../../../../local/aws/aws-calls.ts';
import { type Lambda, type LambdaNeeds, lambda } from '../../../../local/aws/lambda/lambda.ts';
import { VirtualClock } from '../../../../local/clocks/virtual-clock.ts';

const account = '111122223333';
const region = 'eu-west-1';

/** A Lambda under a virtual clock; what functions ask of AWS is answered by `answer` and remembered. */
export function aLambda(options: Partial<LambdaNeeds> & { readonly answer?: (operation: string) => object } = {}) {
  const asked: unknown[] = [];
  const clock = new VirtualClock(new Date('2026-01-01T00:00:00Z'));
  const aws: AwsCalls = {
    call: async (service, operation, input, caller) => {
      if (service === 'Lambda') return Reflect.apply(lambdas.operations[operation] as () => Promise<object>, undefined, [input, caller]);
      asked.push([`${service}.${operation}`, input, caller.roleArn]);
      if (options.answer === undefined) throw new UnmodelledCallError(`${service}.${operation}`);
      return options.answer(operation);
    },
  };
  const lambdas: Lambda = lambda({ clock, random: () => 0.5, account, region, aws: () => aws, assetPath: () => undefined, ...options });
  return { lambdas, clock, asked, invoke: (name: string, event?: unknown, more?: object) => invoke(aws, name, event, more) };
}

/** Makes a function `Shop-<logicalId>` whose only file is this CommonJS text. */
export async function aFunction(lambdas: Lambda, text: string, properties: object = {}, logicalId = 'Fn'): Promise<void> {
  const all = {
    Code: { ZipFile: text },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: 'arn:aws:iam::111122223333:role/Fn',
    ...properties,
  };
  await lambdas.resources['AWS::Lambda::Function']?.(all, { logicalId, stackName: 'Shop' });
}

interface Answer {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  readonly payload: unknown;
}

async function invoke(aws: AwsCalls, FunctionName: string, event: unknown = {}, more: object = {}): Promise<Answer> {
  const input = { FunctionName, Payload: new TextEncoder().encode(JSON.stringify(event)), ...more };
  const output: { StatusCode?: number; FunctionError?: string; Payload?: Uint8Array } = await aws.call('Lambda', 'Invoke', input, {
    roleArn: 'local',
  });
  const text = new TextDecoder().decode(output.Payload);
  const payload: unknown = text === '' ? undefined : JSON.parse(text);
  const { StatusCode = 0, FunctionError } = output;
  return FunctionError === undefined ? { StatusCode, payload } : { StatusCode, FunctionError, payload };
}
