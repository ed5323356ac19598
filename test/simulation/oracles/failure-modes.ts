import { f01ToF32 } from './f01-to-f32.ts';
import { f33ToF48 } from './f33-to-f48.ts';
import { f49ToF64 } from './f49-to-f64.ts';
import type { FailureMode } from './failure-mode.ts';

/** Every way to fail that is known, F01 to F64, with what shows that its invariant holds. */
export const failureModes: readonly FailureMode[] = [...f01ToF32, ...f33ToF48, ...f49ToF64];
