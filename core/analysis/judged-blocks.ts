import type { CountBlock, LaneCounts } from './blocks.ts';
import type { StepBegin } from './evidence.ts';

/** The blocks of one series that count, in order of time, and why one of them cannot. */
export interface JudgedBlocks {
  readonly blocks: readonly CountBlock[];
  /** For people: the first block whose numbers are impossible. Absent: none is. */
  readonly unusable?: string;
}

/**
 * The blocks that began when the candidate had had users for `warmupSeconds`, each once, without those whose numbers are no counts.
 * A block that began before the first users holds what testers did, and is left out too.
 */
export function judgedBlocks(blocks: readonly CountBlock[], steps: readonly StepBegin[], warmupSeconds: number): JudgedBlocks {
  const warmAt = (steps[0]?.beganAt ?? Infinity) + warmupSeconds;
  if (isPlain(blocks, warmAt)) return { blocks };
  const warm = inOrder(blocks).filter(({ startedAt }) => startedAt >= warmAt && startedAt < Infinity);
  const broken = warm.find((block) => !isPossible(block));
  if (broken === undefined) return { blocks: warm };
  return { blocks: warm.filter(isPossible), unusable: whatIsImpossible(broken) };
}

/** Nothing to leave out and nothing to sort, as nearly always. */
function isPlain(blocks: readonly CountBlock[], warmAt: number): boolean {
  let last = -Infinity;
  for (const block of blocks) {
    const { startedAt } = block;
    if (!(startedAt >= warmAt && startedAt > last && startedAt < Infinity && isPossible(block))) return false;
    last = startedAt;
  }
  return true;
}

/**
 * Without the blocks during which a later step began: candidate's share was another at their end than at their beginning, so an
 * incident in one half of such a block would look like one lane's fault. What is left out depends on time alone.
 */
export function wholeBlocks(blocks: readonly CountBlock[], steps: readonly StepBegin[], blockSeconds: number): readonly CountBlock[] {
  const begins = steps.slice(1).map(({ beganAt }) => beganAt);
  if (begins.length === 0) return blocks;
  return blocks.filter(({ startedAt }) => !begins.some((begin) => begin > startedAt && begin < startedAt + blockSeconds));
}

/** Sums of both lanes over all blocks. */
export function totalOf(blocks: readonly CountBlock[]): { readonly candidate: LaneCounts; readonly stable: LaneCounts } {
  const candidate = { requests: 0, bad: 0 };
  const stable = { requests: 0, bad: 0 };
  for (const block of blocks) {
    candidate.requests += block.candidate.requests;
    candidate.bad += block.candidate.bad;
    stable.requests += block.stable.requests;
    stable.bad += block.stable.bad;
  }
  return { candidate, stable };
}

function inOrder(blocks: readonly CountBlock[]): readonly CountBlock[] {
  // What came last about a time is what is known of it.
  const byTime = new Map(blocks.map((block) => [block.startedAt, block]));
  return [...byTime.values()].sort((one, other) => one.startedAt - other.startedAt);
}

function isPossible({ candidate, stable }: CountBlock): boolean {
  return areCounts(candidate) && areCounts(stable);
}

function areCounts({ requests, bad, unaccounted = 0 }: LaneCounts): boolean {
  return [requests, bad, unaccounted].every(Number.isSafeInteger) && bad >= 0 && bad <= requests;
}

function whatIsImpossible({ startedAt, candidate, stable }: CountBlock): string {
  const [lane, counts] = areCounts(candidate) ? (['stable', stable] as const) : (['candidate', candidate] as const);
  const at = new Date(startedAt * 1000);
  const when = Number.isNaN(at.getTime()) ? `${startedAt} s` : at.toISOString();
  return `${lane} has ${counts.bad} bad of ${counts.requests} requests in the block of ${when}, which cannot be counts`;
}
