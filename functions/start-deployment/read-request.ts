import type { DeploymentRequest } from '../../core/deployment/deployment.ts';
import { readPurpose } from '../../core/deployment/purpose.ts';
import { readImageDigest, readTaskDefinitionArn } from '../../core/deployment/read-target.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { readOptionalString, readString } from '../../core/input.ts';
import { isAhead, readInstant } from '../../core/read-instant.ts';
import { readServiceName } from '../../core/service/service-name.ts';
import { shortened, shown } from '../../core/shown.ts';

/** What an event asks for, before anything is looked up. `at` is the trigger's own time: the same for every redelivery. */
export type Asked =
  | {
      readonly kind: 'image-push';
      readonly repository: string;
      readonly imageDigest: string;
      readonly tag: string;
      readonly triggerId: string;
      readonly at: string;
    }
  | {
      readonly kind: 'request';
      readonly service: string;
      readonly image: string | undefined;
      readonly taskDefinitionArn: string | undefined;
      readonly purpose?: DeploymentRequest['purpose'];
      readonly triggerId: string;
      readonly at: string;
    }
  /** A person's request of a time that is still to come. */
  | { readonly kind: 'ahead'; readonly request: DeploymentRequest; readonly because: string }
  | { readonly kind: 'template'; readonly service: string; readonly at: string }
  | { readonly kind: 'ignored'; readonly because: string };

const servicePrefix = '/sluice/services/';

/**
 * Reads an EventBridge event. What it does not know it ignores with a reason.
 *
 * @throws {InvalidInputError} a known event without a field it must have.
 */
export function readRequest(event: unknown, now: Date): Asked {
  const at = readInstant(event, 'time');
  const detailType = readString(event, 'detail-type');
  switch (detailType) {
    case 'ECR Image Action':
      return readPush(event, at);
    case 'DeploymentRequested':
      return readPerson(event, at, now);
    case 'Parameter Store Change': {
      const name = readString(event, 'detail.name');
      if (!name.startsWith(servicePrefix)) return { kind: 'ignored', because: `parameter ${shortened(name)} declares no service` };
      return { kind: 'template', service: readServiceName({ name: name.slice(servicePrefix.length) }, 'name'), at };
    }
    default:
      return { kind: 'ignored', because: `${shortened(detailType)} asks for no deployment` };
  }
}

/** Until a time that is still to come, nobody could abort what it starts: an abort means what was asked for before it. */
function readPerson(event: unknown, at: string, now: Date): Asked {
  const service = readServiceName(event, 'detail.service');
  const image = readOptionalString(event, 'detail.image');
  const taskDefinitionArn = readTaskDefinitionArn(event, 'detail.taskDefinitionArn');
  const purpose = readPurpose(event, 'detail.purpose');
  const triggerId = readTriggerId(event);
  if (!isAhead(at, now)) return { kind: 'request', service, image, taskDefinitionArn, ...purpose, triggerId, at };
  const trigger = { kind: 'request', id: triggerId, at } as const;
  const request = { service, ...(taskDefinitionArn !== undefined && { taskDefinitionArn }), ...purpose, trigger };
  const fix = 'put the event without Time, or set the clock of who puts it, and ask again';
  // The request has no digest of it: nothing is looked up for what does not begin.
  const what = image === undefined ? '' : `image ${shown(image)} is not released: `;
  return { kind: 'ahead', request, because: `${what}time is ${shown(at)}, and it is ${now.toISOString()}: ${fix}` };
}

/** Part of a key of the ledger, which has room for 1,024 bytes with the target. */
const triggerIdCharactersMax = 200;

function readTriggerId(event: unknown): string {
  const id = readOptionalString(event, 'detail.requestId') ?? readString(event, 'id');
  if (id.length <= triggerIdCharactersMax) return id;
  throw new InvalidInputError(`detail.requestId is ${shown(id)}: give at most ${triggerIdCharactersMax} characters`);
}

/** A push is the same push when repository, digest, tag and time are: ECR may tell of it twice under different event ids. */
function readPush(event: unknown, at: string): Asked {
  const action = `${shortened(readString(event, 'detail.action-type'))} ${shortened(readString(event, 'detail.result'))}`;
  if (action !== 'PUSH SUCCESS') return { kind: 'ignored', because: `${action} brings no image` };
  const repository = readString(event, 'detail.repository-name');
  const imageDigest = readImageDigest(event, 'detail.image-digest');
  const tag = readOptionalString(event, 'detail.image-tag');
  // An image pushed without a tag is a part of an index, or waits for its tag: neither is a version to release.
  if (tag === undefined) return { kind: 'ignored', because: `${shortened(repository)}@${imageDigest} has no tag` };
  return { kind: 'image-push', repository, imageDigest, tag, triggerId: `${tag}@${at}`, at };
}
