import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import type { Admission } from '../../core/deployment/admission.ts';
import type { DeploymentRequest, Trigger } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import type { RefusalCode } from '../../core/deployment/refusals.ts';
import { ServiceBusyError } from '../../core/deployment/service-busy-error.ts';

/** An admission refused for one reason. */
export function refuse(code: RefusalCode, because: string): Admission & { kind: 'refused' } {
  return { kind: 'refused', because, refusals: [{ code, because }] };
}

/** Why a deployment that waited does not begin any more, read with its lease, which it gives back then; undefined when it may. */
export async function refuseOutdated(
  ledger: Pick<Ledger, 'newestPush' | 'release'>,
  { service, trigger }: DeploymentRequest,
  lease: Lease,
): Promise<Admission | undefined> {
  const late =
    againstAbort(trigger, lease) ??
    (trigger.kind === 'image-push' ? againstPush(trigger, await ledger.newestPush(service, trigger.at)) : undefined);
  if (late !== undefined) await ledger.release(service, lease.holder, lease.fence);
  return late;
}

/** Pushes may be admitted late and out of order, as they may arrive. */
function againstPush({ at }: Trigger, newest: string): Admission | undefined {
  if (Date.parse(at) >= Date.parse(newest)) return undefined;
  return refuse('NewerPush', `a newer image was pushed at ${newest}: an older one does not follow it`);
}

/** A person who aborts while a deployment waits for its turn means that one: until it has the lease, nothing else would tell it. */
function againstAbort({ at }: Trigger, { aborted }: Lease): Admission | undefined {
  if (aborted === undefined || Date.parse(at) > Date.parse(aborted.occurredAt)) return undefined;
  return refuse('Aborted', `${aborted.because}, at ${aborted.occurredAt}: what was asked for before does not begin`);
}

/**
 * Another has the service: a deployment may take days.
 *
 * @throws {ServiceBusyError} a short job has it, and is over in seconds: the state's Retry waits for it.
 */
export function held(service: string, holder: string): Admission {
  const { job } = jobOf(holder);
  if (job === 'retirement' || job === 'stack-update') throw new ServiceBusyError(service, holder);
  const what = job === 'rollback' ? 'has the service, or is to have it next: wait for it' : 'is running: wait for it or abort it';
  return refuse('AnotherDeploymentRunning', `${holder} ${what}, then ask again`);
}
