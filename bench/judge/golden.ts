import type { CountBlock } from '../../core/analysis/blocks.ts';
import { type Check, valueCheck } from './check.ts';

/** Computes the log of the e-value of all blocks together, at a tolerance. */
export type LogE = (blocks: readonly CountBlock[], tau: number) => number;

/** The candidate's share of requests, its errors, and the errors of both lanes. */
const cases = [
  { share: 0.1, candidateBad: 3, bad: 3, logEs: [5.84349, 5.352143] },
  { share: 0.1, candidateBad: 5, bad: 10, logEs: [3.925703, 3.054923] },
  { share: 0.1, candidateBad: 20, bad: 100, logEs: [2.305744, 0.280427] },
  { share: 0.5, candidateBad: 30, bad: 40, logEs: [3.484644, 1.492115] },
] as const;
const taus = [0, 0.25] as const;

/** The formula against values that were computed independently of this code. */
export function goldenChecks(logE: LogE): readonly Check[] {
  return cases.flatMap(({ share, candidateBad, bad, logEs }) =>
    taus.map((tau, index) => {
      const name = `log E of ${candidateBad} of ${bad} errors at share ${share}, tau ${tau}`;
      return valueCheck(name, logE([counted(share, candidateBad, bad)], tau), logEs[index] ?? Number.NaN);
    }),
  );
}

/** Candidate errors that roll back when stable has `stableBad`, at a share of 10 %. */
export function errorsNeeded(
  logE: LogE,
  { stableBad, tau, alpha }: { readonly stableBad: number; readonly tau: number; readonly alpha: number },
) {
  let candidateBad = 1;
  while (logE([counted(0.1, candidateBad, candidateBad + stableBad)], tau) < -Math.log(alpha)) candidateBad += 1;
  return candidateBad;
}

function counted(share: number, candidateBad: number, bad: number): CountBlock {
  const requests = 100_000;
  return {
    startedAt: 0,
    candidate: { requests: share * requests, bad: candidateBad },
    stable: { requests: (1 - share) * requests, bad: bad - candidateBad },
  };
}
