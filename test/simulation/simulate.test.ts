import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeSimulated } from './assembly/synthesize-simulated.ts';
import { faultNames } from './faults/fault-kinds.ts';
import type { Oracle, Watch } from './oracles/oracle.ts';
import { drawScenario } from './scenario/draw-scenario.ts';
import { simulate } from './simulate.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-simulate-test-'));
const assembly = join(folder, 'assembly');
beforeAll(() => synthesizeSimulated(assembly));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a simulated seed', () => {
  it('comes to the same, call by call, whenever it is run', async () => {
    const options = { assembly, traced: true } as const;
    const first = await simulate(drawScenario(3), options);
    await simulate(drawScenario(4), { assembly });
    expect(await simulate(drawScenario(3), options)).toEqual(first);
    expect(first.trace.length).toBeGreaterThan(100);
    expect(first.deployments).toBeGreaterThan(0);
  });
});

describe('a check that throws', () => {
  it('is violated, and harms neither the run nor what is asked after it', async () => {
    const broken = (): never => {
      throw new RangeError('a mistake of the check');
    };
    const check = (name: string, watch: Watch): Oracle => ({ id: 'L', name, holds: 'never', watch: () => watch });
    const oracles = [
      check('calls', { afterCall: broken }),
      check('sweeps', { everyFewSeconds: broken }),
      check('end', { atEnd: broken }),
      check('end, later', { atEnd: async () => broken() }),
    ];
    const run = await simulate(drawScenario(3), { assembly, oracles });
    expect(run.violations.map(({ oracle }) => oracle).toSorted()).toEqual(['calls', 'end', 'end, later', 'sweeps']);
    for (const { because } of run.violations) expect(because).toContain('the check itself failed: RangeError: a mistake of the check');
    expect({ ...run, violations: [] }).toEqual(await simulate(drawScenario(3), { assembly, oracles: [] }));
  });
});

describe('drawn scenarios', () => {
  it('have every kind of fault in them', () => {
    const campaigns = Array.from({ length: 300 }, (_, seed) => drawScenario(seed)).flatMap((scenario) => scenario.campaigns);
    expect([...new Set(campaigns.map(({ fault }) => fault))].sort()).toEqual([...faultNames].sort());
  });
});
