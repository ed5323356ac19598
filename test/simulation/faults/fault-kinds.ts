import type { FaultKind } from './fault.ts';
import { refusedCalls } from './refused-calls.ts';

/** Every kind of fault that a scenario can draw. */
export const faultKinds: readonly FaultKind[] = [refusedCalls];

/** Their names, in order. */
export const faultNames: readonly string[] = faultKinds.map(({ name }) => name);
