import type { CountBlock } from './blocks.ts';
import type { StepBegin } from './evidence.ts';
import { totalOf } from './judged-blocks.ts';

/** Blocks of a release that served users beside stable first, and then had all of them. */
export interface ByCompany {
  readonly beside: readonly CountBlock[];
  readonly alone: readonly CountBlock[];
  /** Share of stable's requests that were bad in the last step that it served in, 0..1; 0 where it served nothing. */
  readonly lastOfStable: number;
}

/**
 * Parts blocks by whether stable has users by the plan. A block in which that changed is in neither part: most of what the candidate served
 * in it may have been without stable.
 *
 * Undefined while stable has some, and for a release that began with all users: there is nothing to part. Depends on steps alone, which are
 * the plan's, so that no evidence chooses what it is measured by.
 */
export function usersAlone(blocks: readonly CountBlock[], steps: readonly StepBegin[], blockSeconds: number): ByCompany | undefined {
  const index = steps.findIndex(({ candidatePercent }) => candidatePercent >= 100);
  const [last, first] = [steps[index - 1], steps[index]];
  if (last === undefined || first === undefined) return undefined;
  const beside = blocks.filter(({ startedAt }) => startedAt + blockSeconds <= first.beganAt);
  const alone = blocks.filter(({ startedAt }) => startedAt >= first.beganAt);
  return { beside, alone, lastOfStable: stableShare(beside.filter(({ startedAt }) => startedAt >= last.beganAt)) };
}

function stableShare(blocks: readonly CountBlock[]): number {
  const { requests, bad } = totalOf(blocks).stable;
  return requests === 0 ? 0 : bad / requests;
}
