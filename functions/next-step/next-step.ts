import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Verdict } from '../../core/analysis/verdict.ts';
import { decideMove } from '../../core/deployment/decide-move.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { DeploymentOverError } from '../../core/deployment/deployment-over-error.ts';
import type { Drift } from '../../core/deployment/drift.ts';
import { driftSeen } from '../../core/deployment/drift-seen.ts';
import { isProgressing, type Move, type Progressing } from '../../core/deployment/move.ts';
import type { Traffic } from '../../core/deployment/traffic.ts';
import { readOptionalCount, readOptionalString, readString } from '../../core/input.ts';
import { readOptionalInstant } from '../../core/read-instant.ts';
import { decisionOf } from './decision-of.ts';
import { keepReleaseProfile, type ProfileNeeds } from './keep-release-profile.ts';
import { lookLater, mayRestOn } from './look-later.ts';
import { movedSince } from './moved-since.ts';
import type { Sources } from './see.ts';
import { type LookAtLaunched, seeEnough } from './see-enough.ts';
import { type FindingNeeds, tellFindings } from './tell-findings.ts';

interface Needs extends Sources {
  readonly ledger: Sources['ledger'] & FindingNeeds['ledger'] & ProfileNeeds['ledger'] & Pick<Ledger, 'load' | 'decide' | 'tokenOf'>;
  readonly announcer: FindingNeeds['announcer'];
  readonly now: () => Date;
}

/** What the state machine gets: a move, the verdict it rests on, and for a promotion the token that closes the guard. */
export type Answer = Move & { readonly guardToken?: string; readonly verdict?: Verdict };

/**
 * State `NextStep`: read, judge, decide, record the intent. It has no branch of its own and moves nothing.
 *
 * @throws {DeploymentOverError} the record has ended: a redriven execution asks. Nothing is read or judged. Not retryable.
 * @throws {DependencyError} the ledger or a metric source did not answer, or nobody could look for too long. Retryable.
 */
export function nextStep(needs: Needs) {
  return async (input: unknown): Promise<Answer> => {
    const look = readLook(input, needs.now());
    const deployment = await needs.ledger.load(readString(input, 'deploymentId'));
    if (!isProgressing(deployment)) return answerAgain(needs, deployment, look);
    const sight = await seeEnough(needs, deployment, look);
    const { seen, isTrafficRead, unread } = sight;
    const { verdict } = seen;
    const move = decideMove(deployment, seen, look.at);
    if (!mayRestOn(move, sight, deployment, look.at)) return { ...(await lookLater(needs.ledger, deployment, unread, look.at)), verdict };
    // A way back waits for nothing: what was found is in its own events.
    if (move.kind !== 'rollback') await tellFindings(needs, deployment, verdict, look.at);
    const drift = isTrafficRead ? driftAfter(deployment, move, seen.traffic, look.at) : undefined;
    const recorded = await needs.ledger.decide(deployment, decisionOf(deployment, move, { ...sight, verdict, drift, at: look.at }));
    return move.kind === 'promote' ? promote(needs, recorded, look, move) : { ...move, verdict };
  };
}

/** What is recorded of a drift. A shift whose answer was lost leaves weights that were not intended either, and is none. */
function driftAfter(deployment: Progressing, move: Move, traffic: Traffic, at: Date): Drift | undefined {
  if (move.kind === 'freeze') return move.drift;
  const drift = driftSeen(deployment, traffic, at);
  return drift?.state === 'over' ? drift : undefined;
}

function readLook(input: unknown, at: Date): LookAtLaunched {
  const [pagedStep, pageTries] = [readOptionalCount(input, 'pagedStep'), readOptionalCount(input, 'pageTries')];
  const shownStep = readOptionalCount(input, 'shownStep');
  return {
    at,
    shownAt: readOptionalInstant(input, 'shownAt'),
    taskDefinitionArn: readOptionalString(input, 'taskDefinitionArn'),
    ...(shownStep !== undefined && { shownStep }),
    ...(pagedStep !== undefined && { pagedStep }),
    ...(pageTries !== undefined && { pageTries }),
  };
}

/** A retry after the decision was recorded gets the same answer, unless users were moved since; a deployment that is over is nobody's to move. */
async function answerAgain(needs: Needs, deployment: Deployment, look: LookAtLaunched): Promise<Answer> {
  const { status, signal } = deployment;
  if (status !== 'promoting' && status !== 'rolling-back') throw new DeploymentOverError(deployment);
  const isBack = status === 'rolling-back' || signal !== undefined;
  const because = isBack ? (signal?.because ?? `the deployment is ${status}`) : await movedSince(needs, deployment);
  if (because !== undefined) return { kind: 'rollback', because, ...verdictOf(deployment) };
  return promote(needs, deployment, look, { kind: 'promote', because: 'the promotion was decided before' });
}

/** Without its token the guard cannot be closed: the machine comes back once the guard lane has registered it. */
async function promote(needs: Needs, deployment: Deployment, look: LookAtLaunched, move: Move): Promise<Answer> {
  const guardToken = await needs.ledger.tokenOf(deployment.id, { kind: 'guard' });
  if (guardToken === undefined) return { kind: 'bake', bakeSeconds: 1, because: 'the guard is not registered yet' };
  await keepReleaseProfile(needs, deployment, look);
  return { ...move, guardToken, ...verdictOf(deployment) };
}

function verdictOf({ lastVerdict }: Deployment): Pick<Answer, 'verdict'> {
  return lastVerdict === undefined ? {} : { verdict: lastVerdict };
}
