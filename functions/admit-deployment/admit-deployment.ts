import type { AdmissionGlance, AdmissionReader } from '../../adapters/admission-reader.ts';
import type { Announcer } from '../../adapters/announcer.ts';
import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import type { ServiceCatalogue } from '../../adapters/service-catalogue.ts';
import { type Admission, admission } from '../../core/deployment/admission.ts';
import { DependencyError } from '../../core/errors.ts';
import { again } from './again.ts';
import { type AdmitInput, readAdmitInput } from './read-admit-input.ts';
import { recordAdmission, recordRefusal } from './record-admission.ts';
import { held, refuse, refuseOutdated } from './refused.ts';
import { giveTurnBack, type Queued, secondsToTurn } from './seconds-to-turn.ts';
import { isSameMatch, signalMatch } from './signal-match.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'find' | 'turn' | 'turnBack' | 'lease' | 'leaseOf' | 'newestPush' | 'release' | 'admit' | 'finish'>;
  readonly catalogue: Pick<ServiceCatalogue, 'declared'>;
  /** What a lease says is looked at first, and little more: who is refused here has used up nothing that others could read. */
  readonly glance: AdmissionGlance;
  readonly read: AdmissionReader;
  readonly announcer: Announcer;
  readonly pageTopicArn: string;
  readonly now: () => Date;
}

/**
 * State `Admit`: takes the service's lease, looks, and fixes the plan, in this order: what counts was read while nobody else could act.
 * A refusal gives the lease back, and ends the record of a deployment that has it no more. Admitting the same deployment again gives the same
 * plan. With a thousand at once, each waits for its turn.
 */
export function admitDeployment(needs: Needs) {
  return async (input: unknown): Promise<Admission | Queued> => {
    const asked = readAdmitInput(input);
    const known = await needs.ledger.find(asked.deploymentId);
    const held = await needs.ledger.leaseOf(asked.request.service);
    const own = held?.holder === asked.deploymentId ? held : undefined;
    // Who has the lease from an earlier try does not go back into the queue with it.
    const takesTurn = known === undefined && own === undefined && !asked.hasTurn;
    const waitSeconds = takesTurn ? await secondsToTurn(needs) : 0;
    if (waitSeconds > 0)
      return { kind: 'queued', because: `many others are admitted before: its turn is in ${waitSeconds} s`, waitSeconds };
    const decided = known === undefined ? await admitInTurn(needs, { ...asked, own, takesTurn }) : again(known, own);
    // Also again: the announcement of the first try may be what failed.
    if (known === undefined || known.status === 'progressing' || known.status === 'refused') await announce(needs, asked, decided);
    if (decided.kind === 'refused') await recordRefusal(needs, { ...asked, known, own }, decided);
    return decided;
  };
}

/** An admission with the lease that an earlier try took, if one did. */
interface Asked extends AdmitInput {
  readonly own: Lease | undefined;
  /** It took its turn just now. */
  readonly takesTurn: boolean;
}

/** What does not begin makes none of the calls that its turn among all deployments is for. */
async function admitInTurn(needs: Needs, asked: Asked): Promise<Admission> {
  try {
    const decided = await admit(needs, asked);
    if (decided.kind === 'refused' && (asked.takesTurn || asked.hasTurn)) await giveTurnBack(needs);
    return decided;
  } catch (error) {
    // Asked again, who waited for a turn has it still; anybody else takes another one, or has the lease.
    if (asked.takesTurn) await giveTurnBack(needs);
    throw error;
  }
}

async function admit(needs: Needs, { deploymentId, executionArn, request, own }: Asked): Promise<Admission> {
  // While AWS throttles, this is all that a try gets to, and a person may wait for the lease that an earlier one took.
  const late = own && (await refuseOutdated(needs.ledger, request, own));
  if (late !== undefined) return late;
  const service = await needs.catalogue.declared(request.service);
  if (service === undefined) return refuse('ServiceUnknown', `service ${request.service} is not declared: deploy its ProgressiveService`);
  const before = signalMatch({ service, ...(await needs.glance(service)) });
  const asked = { service: service.name, holder: deploymentId, executionArn, askedAt: request.trigger.at, ...before };
  const lease = await needs.ledger.lease(asked, needs.now());
  if (lease.kind === 'held') return held(service.name, lease.by.holder);
  const later = await refuseOutdated(needs.ledger, request, lease.lease);
  if (later !== undefined) return later;
  const facts = await needs.read(service, request);
  // Against the lease, not the first look: a try that failed after it leased left a lease of what it saw.
  const moved = !isSameMatch(signalMatch(facts), lease.lease);
  const decided = moved ? undefined : admission({ ...facts, deploymentId, pageTopicArn: needs.pageTopicArn });
  if (decided?.kind === 'admitted')
    return await recordAdmission(needs, { deploymentId, executionArn, request }, decided, lease.lease.fence);
  await needs.ledger.release(service.name, deploymentId, lease.lease.fence);
  if (decided === undefined) throw new DependencyError(`the lanes or alarms of ${service.name} changed while it was admitted: try again`);
  return decided;
}

async function announce({ announcer, now }: Needs, { deploymentId, request }: AdmitInput, decided: Admission): Promise<void> {
  const fact = { at: now().toISOString(), because: decided.because, deploymentId, service: request.service };
  await announcer.announce(
    decided.kind === 'admitted'
      ? { type: 'DeploymentAdmitted', ...fact, detail: { request } }
      : { type: 'DeploymentRefused', ...fact, detail: { request, refusals: decided.refusals } },
  );
}
