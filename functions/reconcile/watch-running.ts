import type { Announcer } from '../../adapters/announcer.ts';
import type { Executions } from '../../adapters/executions.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { OutcomeRecorder } from '../../adapters/outcome-recorder.ts';
import type { Pager } from '../../adapters/pager.ts';
import type { SeenTraffic, TrafficReader } from '../../adapters/traffic-reader.ts';
import { guardAnswer } from '../../core/deployment/answer.ts';
import { approvalWait } from '../../core/deployment/approval-wait.ts';
import { endsUnjudged } from '../../core/deployment/decide-move.ts';
import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { driftSeen } from '../../core/deployment/drift-seen.ts';
import { mayBeUnsent } from '../../core/deployment/lost-shift.ts';
import { isProgressing, type Progressing } from '../../core/deployment/move.ts';
import { tellDrift, waitingStates } from './tell-drift.ts';
import { tellLatePromotion } from './watch-promotion.ts';
import { isIntentOld } from './why-look.ts';

/** What a running deployment is watched with. */
export interface Watchers {
  readonly ledger: Pick<Ledger, 'find' | 'decide' | 'tokenOf' | 'storeSignal' | 'events'>;
  readonly executions: Pick<Executions, 'latestState' | 'sendSuccess' | 'sendFailure'>;
  readonly traffic: TrafficReader;
  readonly pager: Pager;
  readonly record: OutcomeRecorder;
  readonly announcer: Announcer;
  readonly now: () => Date;
  /** Whether this one is to be looked at closely. */
  readonly isLookedAt: boolean;
}

/** What was found about a deployment whose execution runs: nothing, a signal that ends it, an approval, or a drift that people were told of. */
export interface Finding {
  readonly kind: 'leave' | 'signal' | 'approval' | 'page';
  readonly because: string;
}

/** Nothing to do. */
export const fine: Finding = { kind: 'leave', because: 'its execution is running' };

const quiet: ReadonlySet<string | undefined> = new Set(waitingStates);

/**
 * Watches a deployment between the looks of its machine, which may be days apart: sends a signal or an approval that was stored and not
 * heard, pages for weights that Sluice did not set, and ends it when users are sent where nobody serves. A promotion that is not over for
 * long pages too.
 *
 * What a list of rules shows may be half a minute of the machine's own work, so it only raises the question: rule, record and the machine's
 * state are then read again, and only an old intent, in a machine that waits, is compared with them.
 */
export async function watchRunning(needs: Watchers, deployment: Deployment): Promise<Finding> {
  if (!isProgressing(deployment) && deployment.status !== 'promoting') return fine;
  const sent = deployment.signal === undefined ? fine : await answer(needs, deployment, deployment.signal);
  if (sent.kind === 'signal') return sent;
  // Also with a signal that nobody waits for any more: an execution that stands still does not hear of it.
  if (!isProgressing(deployment)) return watchPromotion(needs, deployment);
  if (deployment.signal !== undefined) return fine;
  const found = await watchUsers(needs, deployment);
  return found.kind === 'leave' ? answerApproval(needs, deployment) : found;
}

async function watchUsers(needs: Watchers, deployment: Progressing): Promise<Finding> {
  if (!needs.isLookedAt) return fine;
  const seen = await needs.traffic.read(deployment.plan);
  const [again, state] = await Promise.all([needs.ledger.find(deployment.id), needs.executions.latestState(deployment.executionArn)]);
  const at = needs.now();
  if (again === undefined || !isSettled(again, deployment, at) || !quiet.has(state)) return fine;
  return (await endUnserved(needs, again, seen)) ?? (await page(needs, again, seen, at));
}

async function watchPromotion(needs: Watchers, deployment: Deployment): Promise<Finding> {
  const because = await tellLatePromotion(needs, deployment);
  return because === undefined ? fine : { kind: 'page', because };
}

/** Nothing was decided meanwhile, and the last intent is old enough to show. */
function isSettled(again: Deployment, { sequence }: Deployment, at: Date): again is Progressing {
  const { status, signal } = again;
  const isSame = status === 'progressing' && signal === undefined && again.sequence === sequence;
  return isSame && isIntentOld(again, at);
}

async function endUnserved(needs: Watchers, deployment: Progressing, seen: SeenTraffic): Promise<Finding | undefined> {
  const at = needs.now();
  const because = endsUnjudged(deployment, { ...seen, alarms: { found: [], missing: [] } }, at);
  if (because === undefined) return undefined;
  const found = { kind: 'unserved', source: deployment.plan.ruleArn, because, occurredAt: at.toISOString() } as const;
  const stored = await needs.ledger.storeSignal(deployment.id, found, at);
  return stored.kind === 'too-late' ? fine : answer(needs, deployment, stored.signal);
}

/** A wait that was answered before says so, and nothing comes of it. One without a token finds the signal when it registers. */
async function answer({ ledger, executions }: Watchers, { id }: Deployment, signal: Signal): Promise<Finding> {
  const token = await ledger.tokenOf(id, { kind: 'guard' });
  const sent = token === undefined ? undefined : await executions.sendFailure(token, guardAnswer(signal));
  return sent?.kind === 'sent' ? { kind: 'signal', because: signal.because } : fine;
}

/** The next look would find the approval too, and may be far away. Once one has found it, nobody waits. */
async function answerApproval({ ledger, executions, now }: Watchers, deployment: Progressing): Promise<Finding> {
  const { id, approvalAsked } = deployment;
  if (approvalWait(deployment, now()).kind !== 'over' || approvalAsked === undefined || approvalAsked.until !== undefined) return fine;
  const { stepIndex } = approvalAsked;
  const token = await ledger.tokenOf(id, { kind: 'approval', stepIndex });
  const sent = token === undefined ? undefined : await executions.sendSuccess(token, { approved: true });
  return sent?.kind === 'sent' ? { kind: 'approval', because: `step ${stepIndex} was approved before` } : fine;
}

async function page(needs: Watchers, deployment: Progressing, { traffic }: SeenTraffic, at: Date): Promise<Finding> {
  // The next look sends the shift again, or ends the deployment: a person who sets weights would be in its way.
  if (mayBeUnsent(deployment, traffic)) return fine;
  const drift = driftSeen(deployment, traffic, at);
  if (drift?.state !== 'seen') return fine;
  return { kind: 'page', because: await tellDrift(needs, deployment, drift) };
}
