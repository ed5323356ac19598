import { describe, expect, it } from 'vitest';
import { rulesNamed } from '../../../bench/judge/rules.ts';
import { runRows } from '../../../bench/judge/run-parallel.ts';
import { runScenario } from '../../../bench/judge/run-scenario.ts';
import { scenarioOf } from '../../../bench/judge/scenarios.ts';
import { drawTrace, seedOf, withConfiguredShares } from '../../../bench/judge/trace.ts';

const rules = ['cloudwatch-1-of-1', 'sluice-comparison-0'];
const rows = ['healthy-60-0.001', 'regressed-6-0.001-0.1'].map((scenario) => ({ scenario, rules, runs: 260 }));

describe('runs on all cores', () => {
  it('come to the same whatever the number of workers, and to the same as in one process', async () => {
    const inProcess = rows.map(({ scenario, runs }) =>
      runScenario(scenarioOf(scenario), rulesNamed(rules), { from: 0, until: runs, seed: 3 }),
    );
    expect(await runRows(rows, 3, { workers: 1 })).toEqual(inProcess);
    expect(await runRows(rows, 3, { workers: 2 })).toEqual(inProcess);
  });
});

describe('a trace', () => {
  const ramp = scenarioOf('ramp-0.001');

  it('is the same for the same run and seed, and another for the next', () => {
    expect(drawTrace(ramp, 5, 1)).toEqual(drawTrace(ramp, 5, 1));
    expect(drawTrace(ramp, 6, 1).blocks).not.toEqual(drawTrace(ramp, 5, 1).blocks);
    expect(drawTrace(ramp, 5, 2).blocks).not.toEqual(drawTrace(ramp, 5, 1).blocks);
  });

  it('knows the steps of a ramp', () => {
    expect(drawTrace(ramp, 0, 1).steps.map(({ candidatePercent, beganAt }) => [candidatePercent, beganAt])).toEqual([
      [5, 0],
      [10, 900],
      [25, 1_800],
      [50, 2_700],
    ]);
  });

  it('keeps its requests and failures when the shares are taken from the configuration', () => {
    const trace = drawTrace(scenarioOf('skewed-300-0.05'), 0, 1);
    const mistaken = withConfiguredShares(trace);
    expect(mistaken.blocks.map(({ candidate, stable }) => Math.round(candidate.requests + stable.requests))).toEqual(
      trace.blocks.map(({ candidate, stable }) => candidate.requests + stable.requests),
    );
    const [first] = mistaken.blocks;
    expect((first?.candidate.requests ?? 0) / (first?.stable.requests ?? 1)).toBeCloseTo(1 / 9, 12);
    expect(first?.candidate.bad).toBe(trace.blocks[0]?.candidate.bad);
  });

  it('has far seeds for near texts', () => {
    const seeds = Array.from({ length: 1_000 }, (_, run) => seedOf(`1/row/${run}`));
    expect(new Set(seeds).size).toBe(1_000);
    const mean = seeds.reduce((sum, seed) => sum + seed, 0) / 1_000 / 2 ** 32;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.04);
  });
});
