import type { FailureMode } from './failure-mode.ts';
import { modesOfKnowing } from './modes-of-knowing.ts';
import { modesOfMoving } from './modes-of-moving.ts';

/** Every way to fail that is known, F01 to F64, with what shows that its invariant holds. */
export const failureModes: readonly FailureMode[] = [...modesOfMoving, ...modesOfKnowing];
