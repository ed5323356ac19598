import type { Announcer } from '../../adapters/announcer.ts';
import type { Ended, Executions } from '../../adapters/executions.ts';
import type { Lease, Ledger, LoggedEvent } from '../../adapters/ledger/ledger.ts';
import type { Pager } from '../../adapters/pager.ts';
import type { Deployment, DeploymentRequest } from '../../core/deployment/deployment.ts';
import { executionArnOf, executionNameOf } from '../../core/deployment/execution-arn.ts';
import { readDeploymentRequest } from '../../core/deployment/read-deployment-request.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { readReason, valueAt } from '../../core/input.ts';

/** What is asked about an execution, and who is told. */
export interface Tellers {
  readonly executions: Pick<Executions, 'ended'>;
  readonly announcer: Announcer;
  readonly pager: Pager;
}

/** For these state `Admit` tries again for half an hour: nothing is broken that a person could mend now. */
const waitedFor = new Set(['ServiceBusyError', 'DependencyError', 'Lambda.TooManyRequestsException']);

/** What the machine ends with after state `Admit`. */
const ownEndings = new Set(['RolledBack', 'NeedsHuman', 'LeaseLostError', 'DeploymentOverError']);

/**
 * Tells of a deployment whose execution ended badly before it was admitted: it has no record, so nobody else would, and what was pushed would be
 * gone in silence. One that has left its lease is told of when that is given back. One that a late try of its admission recorded, and that has no
 * lease, is also ended on record: no lease leads to it.
 *
 * @throws {DependencyError} Step Functions or the ledger did not answer, or nobody could be told. Retryable.
 */
export async function tellIfUnadmitted(
  needs: Tellers & { readonly ledger: Pick<Ledger, 'find' | 'finish'>; readonly deploymentMachineArn: string },
  endedArn: string,
  leases: readonly Lease[],
): Promise<void> {
  const name = executionNameOf(endedArn);
  if (endedArn !== executionArnOf(needs.deploymentMachineArn, name)) return;
  if (leases.some(({ executionArn }) => executionArn === endedArn)) return;
  const known = await needs.ledger.find(name);
  if (known !== undefined && !hasNotBegun(known)) return;
  const told = await tellUnadmitted(needs, endedArn, known);
  if (known !== undefined && told !== undefined) await endUnbegun(needs.ledger, known, told);
}

/**
 * Ends a deployment whose record was not there when its execution was seen to be over, but is once its lease was given back: no lease leads to
 * it, and it has launched nothing, also when its execution was stopped. One that was admitted since, under a later lease, has its service.
 *
 * @param event what was told of it
 */
export async function endIfAdmittedLate(
  ledger: Pick<Ledger, 'find' | 'finish'>,
  { holder, fence }: Pick<Lease, 'holder' | 'fence'>,
  event: LoggedEvent,
): Promise<void> {
  const late = await ledger.find(holder);
  if (late !== undefined && late.fence <= fence) await endUnbegun(ledger, late, event);
}

async function endUnbegun(ledger: Pick<Ledger, 'finish'>, deployment: Deployment, event: LoggedEvent): Promise<void> {
  if (hasNotBegun(deployment)) await ledger.finish(deployment.id, { status: 'refused', event });
}

/** Who has decided, and lost its service then, has called a person. */
function hasNotBegun({ status, sequence }: Deployment): boolean {
  return status === 'progressing' && sequence === 0;
}

/**
 * Announces a refusal with what Step Functions says of the end, and pages for what is not only a matter of time; an execution that was stopped has
 * an alarm of its own. Told again, it tells the same. Of an execution that runs again or did not end badly it tells nothing.
 *
 * @param known what is on record of it
 * @returns what was told
 */
export async function tellUnadmitted(needs: Tellers, executionArn: string, known?: Deployment): Promise<LoggedEvent | undefined> {
  const ended = await needs.executions.ended(executionArn);
  if (ended === undefined || (known !== undefined && !failedToAdmit(ended))) return undefined;
  const refusal = refusalOf(ended, known);
  await announce(needs, executionArn, refusal);
  if (ended.status === 'failed' && !waitedFor.has(ended.error ?? '')) await page(needs, executionArn, { ...refusal, known });
  const { at, because, request, refusals } = refusal;
  return { type: 'DeploymentRefused', at, because, detail: { request, refusals } };
}

interface Refusal {
  readonly at: string;
  readonly because: string;
  readonly refusals: readonly [{ readonly code: 'NotAdmitted'; readonly because: string }];
  /** Undefined for an execution that somebody started by hand with something else. */
  readonly request: DeploymentRequest | undefined;
}

function refusalOf(ended: Ended, known: Deployment | undefined): Refusal {
  const how = known === undefined ? 'ended before it was admitted' : 'lost its service while it was admitted, and ended';
  const because = `it ${how}: ${causeOf(ended)}`;
  return { at: ended.at, because, refusals: [{ code: 'NotAdmitted', because }], request: requestOf(ended) };
}

/** Of what was no request there is nothing to refuse. */
async function announce({ announcer }: Tellers, executionArn: string, { at, because, request, refusals }: Refusal): Promise<void> {
  if (request === undefined) return;
  const fact = { at, because, service: request.service, deploymentId: executionNameOf(executionArn) };
  await announcer.announce({ type: 'DeploymentRefused', ...fact, detail: { request, refusals } });
}

async function page(
  { pager }: Tellers,
  executionArn: string,
  { because, request, known }: Refusal & { readonly known: Deployment | undefined },
): Promise<void> {
  const done = known === undefined ? 'nothing was changed' : 'no user was sent to it';
  const toGoOn = `${done}: mend the cause, then ask again with a new trigger`;
  const message = { deploymentId: executionNameOf(executionArn), executionArn, service: request?.service, because, toGoOn };
  await pager.page(`Sluice could not admit ${request?.service ?? 'a deployment'}`, JSON.stringify(message));
}

/**
 * With a record, only an error that the machine does not end with itself says that it came no further: who lost its lease later has called a
 * person.
 */
function failedToAdmit({ status, error }: Ended): boolean {
  return status === 'failed' && !ownEndings.has(error ?? '');
}

function requestOf({ input }: Ended): DeploymentRequest | undefined {
  try {
    return readDeploymentRequest({ request: input }, 'request');
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return undefined;
  }
}

/** A function's error comes with its trace, as JSON; people need its message. */
function causeOf({ status, error, cause }: Ended): string {
  const said = readReason({ cause: messageIn(cause) ?? cause }, 'cause');
  return [error ?? status, said].filter((part) => part !== undefined).join(': ');
}

function messageIn(cause: string | undefined): string | undefined {
  try {
    const message = valueAt(JSON.parse(cause ?? ''), 'errorMessage');
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
