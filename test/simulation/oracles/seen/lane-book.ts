import type { LaneReality, ServiceReality, Simulated } from '../../world/simulated.ts';

/** What each lane was like, sweep by sweep. */
export class LaneBook {
  readonly #sim: Simulated;
  #sweptMs = Number.NaN;
  #services: readonly ServiceReality[] = [];
  readonly #emptySinceMs = new Map<string, number>();

  constructor(sim: Simulated) {
    this.#sim = sim;
  }

  /** The services as they are at this sweep, read once for all checks: they follow each other at once. */
  sweep(): readonly ServiceReality[] {
    const nowMs = this.#sim.now().getTime();
    if (nowMs !== this.#sweptMs) {
      this.#sweptMs = nowMs;
      this.#services = this.#sim.services();
      for (const { blue, green } of this.#services) for (const lane of [blue, green]) this.#note(lane, nowMs);
    }
    return this.#services;
  }

  /** Since when each sweep saw a lane without a target that stays, in world milliseconds; undefined: the last one saw some. */
  emptySinceMs({ ecsService }: LaneReality): number | undefined {
    return this.#emptySinceMs.get(ecsService);
  }

  #note({ ecsService, targets }: LaneReality, nowMs: number): void {
    if (targets.some(({ leaving }) => !leaving)) this.#emptySinceMs.delete(ecsService);
    else if (!this.#emptySinceMs.has(ecsService)) this.#emptySinceMs.set(ecsService, nowMs);
  }
}
