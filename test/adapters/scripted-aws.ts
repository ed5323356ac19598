import { DefectError } from '../../core/errors.ts';
import { useModelledAws } from '../../local/sdk-middleware.ts';

type Input = Readonly<Record<string, unknown>>;
/** Answers one operation: what AWS gives for this input, or throws. `nth` counts its calls from 1. */
type Answer = (input: Input, nth: number) => object;

/** An AWS that answers only what a test wrote down, through the seam that the one-machine world uses too. */
export interface ScriptedAws {
  /** Inputs of one operation's calls, in order. */
  inputs(operation: string): readonly Input[];
  /** The client, talking to this AWS. */
  on<Client extends { readonly middlewareStack: unknown }>(client: Client): Client;
}

/** @param script operation, e.g. `DescribeServices` → answer. Any other operation is a defect of the test. */
export function scriptedAws(script: Readonly<Record<string, Answer>>): ScriptedAws {
  const seen = new Map<string, Input[]>();
  const call = async (_service: string, operation: string, input: object): Promise<object> => {
    const answer = script[operation];
    if (answer === undefined) throw new DefectError(`the test has no answer for ${operation}`);
    const inputs = seen.get(operation) ?? [];
    seen.set(operation, [...inputs, { ...input }]);
    return answer({ ...input }, inputs.length + 1);
  };
  const use = useModelledAws({ call }, { roleArn: 'arn:aws:iam::111122223333:role/test' });
  return {
    inputs: (operation) => seen.get(operation) ?? [],
    on: (client) => {
      use(client);
      return client;
    },
  };
}

/** Throws an error with nothing of the SDK's own but the name. */
export function refuse(name: string, message = 'no'): never {
  throw Object.assign(new DefectError(message), { name });
}
