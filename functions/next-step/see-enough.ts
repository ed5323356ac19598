import { decideMove } from '../../core/deployment/decide-move.ts';
import type { Progressing } from '../../core/deployment/move.ts';
import { mayRestOn } from './look-later.ts';
import { type Look, lookCloser, type Observation, type Sources, see } from './see.ts';
import { whyTasksForbid } from './task-reasons.ts';

/** A look that knows which revision was launched. */
export type LookAtLaunched = Look & { readonly taskDefinitionArn: string | undefined };

/**
 * Sees what a decision needs. Most looks move nobody and can do without what ELB or CloudWatch refuse at the moment; one that moves somebody
 * asks again, and asks ECS whether tasks of the candidate failed whose events were lost, and whether somebody changed its lane.
 *
 * @throws {DependencyError} like {@link see}.
 */
export async function seeEnough(
  sources: Sources,
  deployment: Progressing,
  { taskDefinitionArn, ...look }: LookAtLaunched,
): Promise<Observation> {
  const first = await see(sources, deployment, look);
  const isEnough = mayRestOn(decideMove(deployment, first.seen, look.at), first, deployment, look.at);
  const sight = isEnough ? first : await lookCloser(sources, deployment, look, first.seen);
  const { kind } = decideMove(deployment, sight.seen, look.at);
  if (kind !== 'shift' && kind !== 'promote') return sight;
  const told = await whyTasksForbid(sources, deployment, { at: look.at, taskDefinitionArn });
  // Events of crashes are lost in the same outage: their reader asks ECS too.
  if (told.kind === 'unread') return { ...sight, unread: told.error };
  if (told.value === undefined) return sight;
  const verdict = { ...sight.seen.verdict, kind: 'regressed', because: told.value } as const;
  return { ...sight, seen: { ...sight.seen, verdict } };
}
