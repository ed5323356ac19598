import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Violation } from '../oracles/oracle.ts';
import { drawScenario } from '../scenario/draw-scenario.ts';
import { simulate } from '../simulate.ts';
import { plantedAssembly } from './planted-assembly.ts';
import { plantedFaults } from './planted-faults.ts';

/** Two that nearly every scenario with a release shows; `npm run simulate -- --planted all` hunts all of them, on all cores. */
const handful = ['retire-at-once', 'candidate-never-stopped'];

async function firstViolations(assembly: string, seedsMax: number): Promise<readonly Violation[]> {
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const { violations } = await simulate(drawScenario(seed), { assembly });
    if (violations.length > 0) return violations;
  }
  return [];
}

describe('a mistake that is planted', () => {
  it.each(plantedFaults.filter(({ id }) => handful.includes(id)).map((fault) => [fault.id, fault] as const))(
    'is found within twenty seeds: %s',
    { timeout: 120_000 },
    async (_id, fault) => {
      const folder = mkdtempSync(join(tmpdir(), 'sluice-planted-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const violations = await firstViolations(plantedAssembly(folder, fault), 20);
      expect(violations.map(({ id }) => id)).toContain(fault.breaks);
    },
  );
});
