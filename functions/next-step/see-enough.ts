import { decideMove } from '../../core/deployment/decide-move.ts';
import type { Progressing } from '../../core/deployment/move.ts';
import { mayRestOn } from './look-later.ts';
import { type Look, lookCloser, type Sight, type Sources, see } from './see.ts';

/**
 * Sees what a decision needs. Most looks move nobody and can do without what ELB or CloudWatch refuse at the moment; one that moves somebody
 * asks again.
 *
 * @throws {DependencyError} like {@link see}.
 */
export async function seeEnough(sources: Sources, deployment: Progressing, look: Look): Promise<Sight> {
  const sight = await see(sources, deployment, look);
  const move = decideMove(deployment, sight.seen, look.at);
  return mayRestOn(move, sight, deployment) ? sight : await lookCloser(sources, deployment, look, sight.seen);
}
