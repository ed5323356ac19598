import type { Lease } from '../../adapters/ledger/ledger.ts';
import type { Admission } from '../../core/deployment/admission.ts';
import type { DeploymentRequest } from '../../core/deployment/deployment.ts';
import { jobOf } from '../../core/deployment/holders.ts';
import type { RefusalCode } from '../../core/deployment/refusals.ts';
import { ServiceBusyError } from '../../core/deployment/service-busy-error.ts';

/** An admission refused for one reason. */
export function refuse(code: RefusalCode, because: string): Admission & { kind: 'refused' } {
  return { kind: 'refused', because, refusals: [{ code, because }] };
}

/** A person who aborts while a deployment waits for its turn means that one: until it has the lease, nothing else would tell it. */
export function againstAbort({ trigger }: DeploymentRequest, { aborted }: Lease): Admission | undefined {
  if (aborted === undefined || Date.parse(trigger.at) > Date.parse(aborted.occurredAt)) return undefined;
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
  return refuse('AnotherDeploymentRunning', `${holder} is running: wait for it or abort it, then ask again`);
}
