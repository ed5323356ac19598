import type { MannerName } from './manner.ts';
import type { ServiceName } from './simulated-services.ts';

/** Something that people, pipelines or releases do. */
export type Act = { readonly atSeconds: number; readonly service: ServiceName } & (
  | { readonly kind: 'push'; readonly version: string; readonly manner: MannerName }
  /** Asks for a version that was pushed before, by its tag. */
  | { readonly kind: 'ask'; readonly version: string }
  | { readonly kind: 'abort' | 'rollback' }
  /** Approves the next step of the running deployment that asks for it, or all of them within a second; none: nothing happens. */
  | { readonly kind: 'approve'; readonly isAhead: boolean }
);

/** A stretch of time in which one kind of fault happens. */
export interface Campaign {
  /** Name of a kind of fault in `faults/`. */
  readonly fault: string;
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  /** How much of it, 0..1: each kind says what that means. */
  readonly intensity: number;
  readonly service: ServiceName;
}

/** Everything that one seed decides beforehand. Seconds count from the moment the first users come. */
export interface Scenario {
  readonly seed: number;
  /** Services that release and have users. The others only stand there, to be left alone. */
  readonly releasing: readonly ServiceName[];
  readonly acts: readonly Act[];
  readonly campaigns: readonly Campaign[];
  /** From here on nothing fails any more: liveness is measured from here. */
  readonly faultsEndSeconds: number;
}
