import { isAskedAgain } from '../../core/deployment/ask-person.ts';
import type { Move, Progressing } from '../../core/deployment/move.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { randomOf } from '../../core/seeded-random.ts';
import type { Sight } from './see.ts';

/**
 * Whether a move may rest on a sight in which something is unread. A way back always may. A bake, or a wait for a person, may, if the last weights that were asked for
 * were read back and nobody else's were seen since: users stay where they are, the guard watches on, and the judge saw them.
 */
export function mayRestOn(move: Move, { unread, isTrafficRead, seen }: Sight, deployment: Progressing): boolean {
  if (unread === undefined || move.kind === 'rollback') return true;
  // Only traffic that was read can freeze.
  if (move.kind === 'freeze') return isTrafficRead;
  const { stepIndex, drift } = deployment;
  const isSettled = (stepIndex < 0 || seen.shownStep === stepIndex) && (drift === undefined || drift.state === 'over');
  return (move.kind === 'bake' || isAskedAgain(move, deployment)) && isSettled;
}

/**
 * The move of a look that could not read what it needs, and is not late: another look, about one look later. Nothing is decided, so nothing is recorded.
 * Each deployment waits another time, so that a thousand of them do not ask at once.
 *
 * @throws what kept it from reading, when AWS refused it for good, or when the step should have been over for too long: the retries of the state machine
 *   are then the last.
 */
export function lookLater(deployment: Progressing, unread: unknown, at: Date): Move {
  const { id, plan, stepIndex, stepStartedAt, admittedAt } = deployment;
  const { patienceSeconds, lookSeconds } = plan.analysis;
  const bakeSeconds = plan.steps[stepIndex]?.bakeSeconds ?? 0;
  const lateSeconds = (at.getTime() - Date.parse(stepStartedAt ?? admittedAt)) / 1_000 - bakeSeconds - patienceSeconds - plan.launchSeconds;
  if (!(unread instanceof DependencyError) || lateSeconds > limits.unreadSeconds.value) throw unread;
  const share = randomOf(`${id} ${at.getTime()}`)();
  return { kind: 'bake', bakeSeconds: Math.max(1, Math.ceil(lookSeconds * (0.5 + share))), because: `looked at again: ${unread.message}` };
}
