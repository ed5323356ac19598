import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesizeSimulated } from '../assembly/synthesize-simulated.ts';
import { checkQuiet, heardOf, startsIn } from './declared-services.ts';
import { manyOptions, multiplyAssembly, serviceName } from './many-services.ts';
import { Meter } from './meter.ts';
import { type ScaleWorld, startScaleWorld } from './scale-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-declared-test-'));
let started: ScaleWorld;
beforeAll(async () => {
  const assembly = join(folder, 'many');
  synthesizeSimulated(join(folder, 'one'), [manyOptions]);
  multiplyAssembly(join(folder, 'one'), assembly, 1);
  started = await startScaleWorld({ assembly, real: 1, declared: 300, seed: 1, hasQuotas: true });
});
afterAll(async () => {
  await started?.world.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('300 services that are only declared', () => {
  it('are heard of before anything is metered: nobody is paged, nothing fails and nothing starts, and no quota counts', async () => {
    const { clock, world, quotas, meter, idle } = started;
    expect([startsIn(idle), idle.failures, world.sns.published().length, quotas.passed.size]).toEqual([0, 0, 0, 0]);
    await clock.advance(600_000);
    const later = meter.usage(0);
    expect([startsIn(later), later.failures, world.sns.published().length, quotas.refused.size]).toEqual([0, 0, 0, 0]);
    expect(Object.keys(later.functions)).not.toEqual([]);
    expect(world.stepFunctions.executions()).toEqual([]);
  });

  it('cost the sweep nothing: no query reads more than one unit', () => {
    const { calls, readUnits } = started.idle;
    expect(calls['DynamoDB.Query']).toBeGreaterThan(0);
    expect(readUnits).toBeLessThanOrEqual(calls['DynamoDB.Query'] ?? 0);
  });

  it('have the item in the ledger that their declaration leaves, and are held by nobody', async () => {
    const older = { taskDefinitionArn: 'arn:older', at: '2000-01-01T00:00:00.000Z', version: 9 };
    const kept = await started.ledger.newestTemplate(serviceName(299), older);
    expect(kept).toEqual({
      taskDefinitionArn: expect.stringContaining('task-definition/'),
      at: expect.stringMatching(/^2026-01-01T/),
      version: 1,
    });
    expect(await started.ledger.heldLeases()).toEqual([]);
  });
});

describe('a world that is not quiet before anything is released', () => {
  const quiet = new Meter().usage(0);
  const sns = (pages: number) => ({ sns: { published: () => Array(pages) } }) as never;
  const starts = { ...quiet, functions: { 'sluice-start-deployment': { invocations: 2, ms: 0, coldStarts: 0 } } };

  it.each([
    ['3 pages', 3, quiet, quiet],
    ['5 failures', 0, { ...quiet, failures: 4 }, { ...quiet, failures: 1 }],
    ['1 pages, 2 late declarations', 1, quiet, starts],
  ])('is refused with %s', (seen, pages, settling, idle) => {
    expect(() => checkQuiet(sns(pages), { settling, idle })).toThrow(
      expect.objectContaining({ name: 'DefectError', message: expect.stringContaining(`there were ${seen}: `) }),
    );
  });

  it('passes when only the backlog of declarations was started', () => {
    expect(() => checkQuiet(sns(0), { settling: starts, idle: quiet })).not.toThrow();
  });

  it('is not waited for longer than half an hour', async () => {
    let minutes = 0;
    const advance = async () => {
      minutes += 1;
    };
    const message = '2 of 3 declared services were heard of after 30 minutes';
    await expect(heardOf(3, { advance }, () => starts)).rejects.toThrow(expect.objectContaining({ name: 'DefectError', message }));
    expect(minutes).toBe(30);
  });
});
