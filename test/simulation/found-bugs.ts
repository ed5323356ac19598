/** A bug of Sluice that the simulator showed. */
export interface FoundBug {
  readonly id: string;
  /** The seed that showed it at the time, on the commit named; later kinds of faults draw other ones. */
  readonly seed: number;
  readonly commit: string;
  /** The folder that was wrong. */
  readonly area: string;
  /** The check that was violated. */
  readonly foundBy: string;
  readonly whatHappened: string;
  /** The commit that mends it; undefined while it is open. */
  readonly mended?: string;
}

/** Every one, oldest first. */
export const foundBugs: readonly FoundBug[] = [
  {
    id: 'an-end-that-nobody-heard-of',
    seed: 11,
    commit: 'e806381',
    area: 'adapters',
    foundBy: 'F28 every end is announced',
    whatHappened:
      'A rollback was recorded and its lease given back, and then EventBridge refused its event for longer than the retries last. Nobody held the service any more, so nobody sent it again.',
    mended: '571e64a',
  },
  {
    id: 'an-approval-that-nobody-waited-for',
    seed: 141,
    commit: '02002a9',
    area: 'statemachines',
    foundBy: 'L every deployment ends',
    whatHappened:
      'The function that registers the token of an approval died without an answer. The approval was recorded when it came, there was no token to answer, and the machine waited for a week.',
    mended: 'b374cd3',
  },
  {
    id: 'stopped-before-the-weights-acted',
    seed: 187,
    commit: '02002a9',
    area: 'core/limits.ts',
    foundBy: 'F19 the candidate is drained before it is stopped',
    whatHappened:
      'Weights acted 48 s late, and the drain was 40 s: a rule that reads as restored is not one that users feel. The candidate was stopped while the load balancer still sent it 5 %.',
    mended: '4aef8d4',
  },
  {
    id: 'two-restores-at-once',
    seed: 20,
    commit: '1c9935f',
    area: 'functions/signal-deployment',
    foundBy: 'F04 one deployment at a time',
    whatHappened:
      'A function died between taking the lease for a rollback and starting it. A minute later the reconciler restored in its place, and the request, delivered again, started its own restore beside it. The later of the two could have stopped the candidate of the next deployment.',
    mended: 'c8c366c',
  },
];
