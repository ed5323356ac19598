import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSeeds } from '../command/run-seeds.ts';
import type { Violation } from '../oracles/oracle.ts';
import { drawScenario } from '../scenario/draw-scenario.ts';
import { simulate } from '../simulate.ts';
import { plantedAssembly } from './planted-assembly.ts';
import type { PlantedFault } from './planted-fault.ts';

/** What came of the hunt for one planted fault. */
export interface Found {
  readonly fault: PlantedFault;
  /** Seeds until the first violation, counted from the first seed; undefined: none was violated in all of them. */
  readonly seeds: number | undefined;
  readonly violations: readonly Violation[];
}

/** How long it is hunted, and against what. */
export interface Hunt {
  /** The code as it is: what is violated there, too, was not planted. */
  readonly sound: string;
  readonly from: number;
  readonly seedsMax: number;
  readonly workers?: number;
}

/** Runs seeds on the code with a planted fault until a check is violated that holds without it. */
export async function hunt(fault: PlantedFault, { sound, from, seedsMax, workers }: Hunt): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-planted-'));
  try {
    const assembly = plantedAssembly(folder, fault);
    for (let next = from; next < from + seedsMax; ) {
      const seed = await firstViolated({ assembly, from: next, count: from + seedsMax - next, workers });
      if (seed === undefined) break;
      const violations = await plantedViolations(seed, assembly, sound);
      if (violations.length > 0) return { fault, seeds: seed - from + 1, violations };
      next = seed + 1;
    }
    return { fault, seeds: undefined, violations: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Seeds {
  readonly assembly: string;
  readonly from: number;
  readonly count: number;
  readonly workers: number | undefined;
}

/** Seeds are handed out in order and batches end before the run does, so the lowest one that was violated is the first. */
async function firstViolated({ workers, ...seeds }: Seeds): Promise<number | undefined> {
  const goOn = ({ violations }: { readonly violations: readonly unknown[] }) => violations.length === 0;
  const summary = await runSeeds({ ...seeds, goOn, ...(workers !== undefined && { workers }) });
  return summary.violations[0]?.seed;
}

async function plantedViolations(seed: number, assembly: string, sound: string): Promise<readonly Violation[]> {
  const { violations } = await simulate(drawScenario(seed), { assembly });
  const anyway = await simulate(drawScenario(seed), { assembly: sound });
  return violations.filter(({ oracle }) => !anyway.violations.some((each) => each.oracle === oracle));
}
