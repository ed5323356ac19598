import { DependencyError, InvalidInputError } from '../core/errors.ts';
import { readOptionalString, readString } from '../core/input.ts';

/** CloudFormation takes 4,096 bytes and drops a longer answer; this leaves room for the ids, whatever alphabet the reason has. */
const reasonLengthMax = 700;

/**
 * Makes a custom resource's handler of a use case: runs it for Create and Update, and sends CloudFormation the attributes or, when it
 * throws, the reason. Delete succeeds without it. A failed update keeps the physical id it came with: a new one would be a replacement.
 *
 * @throws {InvalidInputError} the request is not one of CloudFormation's.
 * @throws {DependencyError} CloudFormation's address did not take the answer. Retryable.
 */
export function answeringCloudFormation<Attributes extends object>(
  physicalId: (request: unknown) => string,
  useCase: (request: unknown) => Promise<Attributes>,
) {
  return async (request: unknown): Promise<{ readonly kind: 'SUCCESS' | 'FAILED'; readonly because: string }> => {
    // All that the answer needs is read first: what cannot be answered is not done either.
    const isDeleting = readString(request, 'RequestType') === 'Delete';
    const address = readAddress(request);
    const ids = {
      StackId: readString(request, 'StackId'),
      RequestId: readString(request, 'RequestId'),
      LogicalResourceId: readString(request, 'LogicalResourceId'),
    };
    const own = physicalId(request);
    const given = readOptionalString(request, 'PhysicalResourceId');
    const answer = isDeleting ? { Status: 'SUCCESS' as const, Data: {} } : await attempt(useCase, request);
    const before = isDeleting || answer.Status === 'FAILED' ? given : undefined;
    const status = await send(address, JSON.stringify({ ...answer, PhysicalResourceId: before ?? own, ...ids }));
    if (status !== undefined) throw new DependencyError(`CloudFormation refused the answer with status ${status}: try again`);
    return { kind: answer.Status, because: 'Reason' in answer ? answer.Reason : 'the attributes were sent' };
  };
}

function readAddress(request: unknown): URL {
  const address = URL.parse(readString(request, 'ResponseURL'));
  if (address?.protocol === 'https:' || address?.protocol === 'http:') return address;
  // Not shown: whoever has the address may answer.
  throw new InvalidInputError('ResponseURL is no URL of the web: give the one that CloudFormation sent');
}

/** The status with which the answer was refused; undefined when it was taken. */
async function send(address: URL, body: string): Promise<number | undefined> {
  try {
    // CloudFormation's address is presigned for a body without a content type.
    const { ok, status } = await fetch(address, { method: 'PUT', body, headers: { 'content-type': '' } });
    return ok ? undefined : status;
  } catch (error) {
    throw new DependencyError('CloudFormation did not take the answer: try again', { cause: error });
  }
}

async function attempt<Attributes extends object>(useCase: (request: unknown) => Promise<Attributes>, request: unknown) {
  try {
    return { Status: 'SUCCESS', Data: await useCase(request) } as const;
  } catch (error) {
    return { Status: 'FAILED', Reason: cut(error instanceof Error ? `${error.name}: ${error.message}` : String(error)) } as const;
  }
}

function cut(reason: string): string {
  return reason.length <= reasonLengthMax ? reason : `${reason.slice(0, reasonLengthMax)}…`;
}
