import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Violation } from '../oracles/oracle.ts';
import { drawScenario } from '../scenario/draw-scenario.ts';
import { simulate } from '../simulate.ts';
import { plantedAssembly } from './planted-assembly.ts';
import type { PlantedFault } from './planted-fault.ts';

/** What came of the hunt for one planted fault. */
export interface Found {
  readonly fault: PlantedFault;
  /** Seeds until the first that shows it, counted from the first seed; undefined: none did. */
  readonly seeds: number | undefined;
  /** What is violated in that seed. */
  readonly violations: readonly Violation[];
  /** Seconds of this machine, with the synthesis of the planted code. */
  readonly tookSeconds: number;
}

/** How long it is hunted, and against what. */
export interface Hunt {
  /** An assembly of the code as it is: a seed in which that violates anything shows nothing. */
  readonly sound: string;
  /** Where the planted code is copied to, in a folder of its own that is removed. */
  readonly folder: string;
  readonly from: number;
  readonly seedsMax: number;
}

/** Runs seeds in order on the code with a planted fault, until one violates its check there, and none in the code as it is. */
export async function hunt(fault: PlantedFault, { sound, folder, from, seedsMax }: Hunt): Promise<Found> {
  const startedMs = performance.now();
  const copy = mkdtempSync(join(folder, 'planted-'));
  const ended = (seeds: number | undefined, violations: readonly Violation[]): Found => {
    return { fault, seeds, violations, tookSeconds: (performance.now() - startedMs) / 1_000 };
  };
  try {
    const assembly = plantedAssembly(copy, fault);
    for (let seeds = 1; seeds <= seedsMax; seeds += 1) {
      const violations = await violated(assembly, from + seeds - 1);
      if (shows(fault, violations) && (await violated(sound, from + seeds - 1)).length === 0) return ended(seeds, violations);
    }
    return ended(undefined, []);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function shows({ foundBy }: PlantedFault, violations: readonly Violation[]): boolean {
  return violations.some(({ oracle }) => oracle === foundBy);
}

async function violated(assembly: string, seed: number): Promise<readonly Violation[]> {
  return (await simulate(drawScenario(seed), { assembly })).violations;
}
