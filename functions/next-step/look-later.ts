import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { isAskedAgain } from '../../core/deployment/ask-person.ts';
import { endsUnjudged } from '../../core/deployment/decide-move.ts';
import { openDrift } from '../../core/deployment/drift.ts';
import { refusedSince } from '../../core/deployment/lost-shift.ts';
import type { Move, Progressing } from '../../core/deployment/move.ts';
import { secondsBetween } from '../../core/deployment/step-now.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { randomOf } from '../../core/seeded-random.ts';
import { refusalOf } from './decision-of.ts';
import type { Observation } from './see.ts';

/**
 * Whether a move may rest on a sight in which something is unread. A way back may, except from a freeze that may still be one, which only
 * what would end a freeze ends. A bake, or a wait for a person, may, if the last weights that were asked for were read back and nobody else's
 * were seen since: users stay where they are, the guard watches on, and the judge saw them.
 */
export function mayRestOn(move: Move, { unread, isTrafficRead, seen }: Observation, deployment: Progressing, at: Date): boolean {
  const { stepIndex, drift } = deployment;
  const isFrozen = openDrift(drift) !== undefined;
  if (unread === undefined) return true;
  if (move.kind === 'rollback') {
    return isTrafficRead || !isFrozen || seen.verdict.kind === 'regressed' || endsUnjudged(deployment, seen, at) !== undefined;
  }
  // Only traffic that was read can freeze.
  if (move.kind === 'freeze') return isTrafficRead;
  const isSettled = (stepIndex < 0 || seen.shownStep === stepIndex) && !isFrozen;
  return (move.kind === 'bake' || isAskedAgain(move, deployment)) && isSettled;
}

/**
 * The move of a look that could not read what it needs, and is not late: another look, about one look later. Each deployment waits another
 * time, so that a thousand of them do not ask at once. Nothing is decided; only the first such look in a row is recorded.
 *
 * It is late when the step should have been over, and every look was refused, for too long. A step that was frozen, held or waited for a
 * person should have been over as well, but its looks were not refused.
 *
 * @throws what kept it from reading, when AWS refused it for good, or when it is late: the retries of the state machine are then the last. A
 *   permission to read tasks that is gone ends a release at its first shift, as one to read the rule or alarms does.
 */
export async function lookLater(ledger: Pick<Ledger, 'decide'>, deployment: Progressing, unread: unknown, at: Date): Promise<Move> {
  const { id, plan } = deployment;
  const since = refusedSince(deployment);
  const lateSeconds = since === undefined ? 0 : Math.min(overdueSeconds(deployment, at), secondsBetween(since, at));
  if (!(unread instanceof DependencyError) || lateSeconds > limits.unreadSeconds.value) throw unread;
  const share = randomOf(`${id} ${at.getTime()}`)();
  const bakeSeconds = Math.max(1, Math.ceil(plan.analysis.lookSeconds * (0.5 + share)));
  const move = { kind: 'bake', bakeSeconds, because: `looked at again: ${unread.message}` } as const;
  if (since === undefined) await ledger.decide(deployment, refusalOf(deployment, move, at));
  return move;
}

/** Seconds for which the step should have been over. */
function overdueSeconds({ plan, stepIndex, stepStartedAt, admittedAt }: Progressing, at: Date): number {
  const bakeSeconds = plan.steps[stepIndex]?.bakeSeconds ?? 0;
  return secondsBetween(stepStartedAt ?? admittedAt, at) - bakeSeconds - plan.analysis.patienceSeconds - plan.launchSeconds;
}
