import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { decideMove, type Move, type Progressing } from '../../core/deployment/decide-move.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { DeploymentOverError } from '../../core/deployment/deployment-over-error.ts';
import { readOptionalString, readString } from '../../core/input.ts';
import { decisionOf } from './decision-of.ts';
import { type Sources, see } from './see.ts';

interface Needs extends Sources {
  readonly ledger: Pick<Ledger, 'load' | 'decide' | 'guardToken'>;
  readonly now: () => Date;
}

/** What the state machine gets: a move, and for a promotion the token that closes the guard. */
export type Answer = Move & { readonly guardToken?: string };

/**
 * State `NextStep`: read, decide, record the intent. It has no branch of its own and moves nothing.
 *
 * @throws {DeploymentOverError} the record has ended: a redriven execution asks. Not retryable.
 */
export function nextStep(needs: Needs) {
  return async (input: unknown): Promise<Answer> => {
    const at = needs.now();
    const deployment = await needs.ledger.load(readString(input, 'deploymentId'));
    if (!isProgressing(deployment)) return answerAgain(needs, deployment);
    const shownAt = readOptionalString(input, 'shownAt');
    const move = decideMove(deployment, await see(needs, deployment, { shownAt, at }), at);
    const recorded = await needs.ledger.decide(deployment, decisionOf(deployment, move, at));
    return move.kind === 'promote' ? promote(needs, recorded, move) : move;
  };
}

function isProgressing(deployment: Deployment): deployment is Progressing {
  return deployment.status === 'progressing';
}

/** A retry after the decision was recorded gets the same answer; a deployment that is over is nobody's to move. */
async function answerAgain(needs: Needs, deployment: Deployment): Promise<Answer> {
  const { status, signal } = deployment;
  if (status !== 'promoting' && status !== 'rolling-back') throw new DeploymentOverError(deployment);
  if (status === 'rolling-back' || signal !== undefined)
    return { kind: 'rollback', because: signal?.because ?? `the deployment is ${status}` };
  return promote(needs, deployment, { kind: 'promote', because: 'the promotion was decided before' });
}

/** Without its token the guard cannot be closed: the machine comes back once the guard lane has registered it. */
async function promote({ ledger }: Needs, { id }: Deployment, move: Move): Promise<Answer> {
  const guardToken = await ledger.guardToken(id);
  return guardToken === undefined ? { kind: 'bake', bakeSeconds: 1, because: 'the guard is not registered yet' } : { ...move, guardToken };
}
