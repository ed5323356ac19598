import { bugsF01ToF32 } from './f01-to-f32.ts';
import { bugsF33ToF64 } from './f33-to-f64.ts';
import type { FoundBug } from './found-bug.ts';

/** Those found while the simulator was built. */
export const foundBugs: readonly FoundBug[] = [...bugsF01ToF32, ...bugsF33ToF64];
