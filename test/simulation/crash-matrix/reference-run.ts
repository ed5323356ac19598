import type { Injection } from '../faults/fault.ts';
import type { Act } from '../scenario/scenario.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { Simulated } from '../world/simulated.ts';

/** One run in which nothing goes wrong but what it is about; its calls are the rows of the matrix. */
export interface ReferenceRun {
  readonly name: string;
  /** What happens, as people read it in `docs/safety.md`. */
  readonly about: string;
  readonly service: ServiceName;
  readonly acts: readonly Act[];
  /** What happens beside the acts, from the beginning. */
  readonly also?: (sim: Simulated) => Injection;
  /** From here on nothing happens any more that the run is about. */
  readonly untilSeconds?: number;
  /** Until then ELB refuses every way back. */
  readonly refusedUntilSeconds?: number;
}
