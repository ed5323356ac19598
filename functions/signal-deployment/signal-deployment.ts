import type { Lease } from '../../adapters/ledger/ledger.ts';
import { stoppedTask } from '../../core/deployment/signals.ts';
import { placeOf, whyForeign } from '../../core/events/whence.ts';
import { approve } from './approve.ts';
import { beginsNow } from './begins-now.ts';
import { concerns } from './concerns.ts';
import { doubtOf, throwIfYoung } from './doubt.ts';
import { type Asked, type Ending, isAsked } from './ending.ts';
import { nobodyDeploys } from './nobody-deploys.ts';
import { readSignal } from './read-signal.ts';
import { signalAll } from './signal-all.ts';
import { type Effect, ignored, type Needs, refused, refusedAsOver, type Signalled } from './signalled.ts';
import { tellRefusal } from './tell-refusal.ts';

/**
 * Turns events into signals. A signal is stored first and then answers the guard's token, so that a crash in between loses nothing:
 * the redelivery, the registration of the token, or the next step finds it. Who asks for the way back, or approves, without effect is told.
 *
 * The tries of one delivery have one `begunAt`: what it leased then is its own.
 */
export function signalDeployment(needs: Needs) {
  const here = placeOf(needs.restoreMachineArn);
  return async (event: unknown, begunAt: Date = needs.now()): Promise<Signalled> => {
    const foreign = whyForeign(event, here);
    if (foreign !== undefined) return ignored(foreign);
    // Each of its tries reads the same: a time that is still to come is when the first began.
    const hint = readSignal(event, begunAt);
    if (hint.kind === 'ignored') return ignored(hint.because);
    if (hint.kind === 'approval') return approve(needs, hint);
    // Most tasks of an account stop because somebody wants it: no lease need be read for them.
    if (hint.kind === 'task-stopped' && stoppedTask(hint.task).kind === 'wanted') return ignored(`the end of ${hint.taskArn} was wanted`);
    const leases = (await leasesFor(needs, hint)).filter((lease) => concerns(hint, lease));
    if (isAsked(hint)) return await asked(needs, leases, hint, begunAt);
    const doubt = isTold(hint) && leases.length > 0 ? await doubtOf(needs, hint, leases) : undefined;
    if (doubt !== undefined) {
      throwIfYoung(doubt, needs.now());
      return ignored(`${doubt.because}: the event of ${doubt.occurredAt} has no effect`);
    }
    return leases.length > 0 ? await signalAll(needs, leases, hint) : ignored(`${hint.kind} concerns no deployment in progress`);
  };
}

/** A person names a service, and hears who has it now. What AWS tells may be about any: one of the last moment is told by the looks. */
async function leasesFor({ ledger }: Needs, hint: Ending): Promise<readonly Lease[]> {
  if (!isAsked(hint)) return await ledger.heldLeases();
  const lease = await ledger.leaseOf(hint.service);
  return lease === undefined ? [] : [lease];
}

async function asked(needs: Needs, leases: readonly Lease[], hint: Asked, begunAt: Date): Promise<Signalled> {
  const answer = leases.length > 0 ? await endAll(needs, leases, hint) : await nobodyDeploys(needs, hint, begunAt);
  const over = answer.deployments.find(({ kind }) => kind.startsWith('too late'));
  const decided = over ? refuseOver(over) : answer;
  const { source: by, occurredAt: askedAt } = hint.signal;
  if (decided.kind === 'refused') await tellRefusal(needs, { ...hint, by, askedAt }, decided);
  return decided;
}

/**
 * First what is in progress: users wait for it. What was asked for before and has not begun may not follow it, whether its signal could be
 * stored or not.
 *
 * @throws {DependencyError} what was asked for before took the service in between: the request is delivered again, and means it too.
 */
async function endAll(needs: Needs, leases: readonly Lease[], hint: Asked): Promise<Signalled> {
  const [ended] = await Promise.allSettled([signalAll(needs, leases, hint)]);
  const next = await needs.ledger.abortUnbegun(hint.service, hint.signal);
  if (ended.status === 'rejected') throw ended.reason;
  const isKnown = leases.some(({ holder }) => holder === next?.holder);
  if (next !== undefined && concerns(hint, next) && !isKnown) throw beginsNow(next);
  return ended.value;
}

/** Its end is on record, and its lease is still kept, or about to be given back. */
function refuseOver({ deploymentId, kind }: Effect): Signalled {
  if (kind !== 'too late: needs-human') return refusedAsOver(deploymentId, kind.slice('too late: '.length));
  return refused(`${deploymentId} could not be made whole, and a person was called: its lease is kept`, deploymentId);
}

/** A person's word is nowhere else to be read; tasks are read one by one, with the plan. */
function isTold(hint: Ending): hint is Ending & { readonly kind: 'alarm' | 'launch-failed' } {
  return hint.kind === 'alarm' || hint.kind === 'launch-failed';
}
