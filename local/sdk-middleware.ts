import type { World } from '../adapters/world.ts';
import { type AwsCalls, type Caller, withTries } from './aws/aws-calls.ts';
import { plainCopy } from './plain-copy.ts';

/** The parts of the SDK's middleware stack that are used here; the SDK's own type is generic over every command's input and output. */
interface Stack {
  clone(): Stack;
  identify(): string[];
  remove(name: string): boolean;
  add(middleware: Middleware, options: Readonly<Record<string, unknown>>): void;
  resolve(last: Handler, context: Context): Handler;
  /** Client's and command's middleware together; the SDK makes it anew for each command. */
  concat?(from: Stack): Pick<Stack, 'resolve' | 'concat'>;
}
type Handler = (args: { readonly input: object }) => Promise<{ readonly output: object; readonly response: object }>;
type Middleware = (next: Handler, context: Context) => Handler;
interface Context {
  readonly clientName?: string;
  readonly commandName?: string;
  readonly __smithy_context?: { readonly commandInstance?: { readonly middlewareStack: Stack } };
}

/**
 * Makes a client's commands calls to a modelled AWS in place of HTTP requests.
 *
 * It answers at the first step of the SDK's stack, so that nothing after it runs: no credentials, region or endpoint are looked
 * up, nothing is signed or retried, and no socket is opened. It knows clients by their own names, so it works for a client inside
 * a bundle too. Commands of `DynamoDBDocumentClient` are marshalled and unmarshalled by the document client's own code around it.
 * Input and output are copied: neither side can change what the other holds.
 *
 * @throws what the modelled AWS throws, with `name`, `message`, `$fault` and `$metadata` as the SDK has them.
 */
export function useModelledAws(aws: AwsCalls, caller: Caller): World['use'] {
  const answer = async (clientName: string, commandName: string, input: object, tries: number | undefined) => {
    const service = clientName.replace(/Client$/, '');
    const output = await aws.call(service, commandName.replace(/Command$/, ''), plainCopy(input), withTries(caller, tries));
    return { output: { ...copyOf(output), $metadata: { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 } }, response: {} };
  };
  const middleware =
    (tries: number | undefined): Middleware =>
    (_next, context) =>
    async (args) => {
      const { clientName = '', commandName = '' } = context;
      const direct: Handler = ({ input }) => answer(clientName, commandName, input, tries);
      const documentHandler = clientName === 'DynamoDBClient' ? documentChain(direct, context) : undefined;
      return (documentHandler ?? direct)(args);
    };
  return (client, tries) => {
    const stack = client.middlewareStack as Stack;
    const own = middleware(tries);
    stack.add(own, { step: 'initialize', priority: 'high', name: 'sluiceModelledAws', override: true });
    // What this middleware never calls need not be put together either: that took longer than most answers.
    const alone: Pick<Stack, 'resolve' | 'concat'> = { resolve: (last, context) => own(last, context), concat: () => alone };
    if (stack.concat !== undefined) stack.concat = () => alone;
  };
}

/**
 * For a document command: its marshalling middleware around `answer`. The document client adds them to the command's stack,
 * relative to the SDK's serializer and deserializer, whose places are taken here by ones that do nothing.
 */
function documentChain(answer: Handler, context: Context): Handler | undefined {
  const stack = context.__smithy_context?.commandInstance?.middlewareStack.clone();
  if (stack === undefined) return undefined;
  stack.add((next) => next, { step: 'serialize', name: 'serializerMiddleware', override: true });
  stack.add(() => answer, { step: 'deserialize', name: 'deserializerMiddleware', override: true });
  const names = stack.identify().map((entry) => entry.split(/ \(| - /, 1)[0] ?? '');
  if (!names.includes('DocumentMarshall')) return undefined;
  for (const name of names) {
    if (!name.startsWith('Document') && name !== 'serializerMiddleware' && name !== 'deserializerMiddleware') stack.remove(name);
  }
  return stack.resolve(answer, context);
}

function copyOf(output: object): object {
  if (!('Payload' in output) || !(output.Payload instanceof Uint8Array)) return plainCopy(output);
  // The SDK gives payloads as byte arrays that can turn themselves into text.
  const Payload = Uint8Array.from(output.Payload);
  const transformToString = (encoding?: string) => new TextDecoder(encoding).decode(Payload);
  return { ...plainCopy({ ...output, Payload: undefined }), Payload: Object.assign(Payload, { transformToString }) };
}
