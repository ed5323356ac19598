import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../infra/app.ts';
import { poolingHandlerLoader } from '../../local/aws/lambda/pooling-handler-loader.ts';
import { type ReleaseToRecord, recordRelease } from './record-release.ts';

const assembly = mkdtempSync(join(tmpdir(), 'sluice-determinism-'));
const loader = poolingHandlerLoader();
beforeAll(() => {
  const steps = [50, 100].map((candidatePercent) => ({ candidatePercent, bake: '2m' }));
  buildApp({ outdir: assembly, checks: false, storefront: { steps, rollbackWindow: '5m', inspectEvery: '5s' } }).synth();
}, 60_000);
afterAll(() => {
  loader.empty();
  rmSync(assembly, { recursive: true, force: true });
});

const record = (release: Partial<ReleaseToRecord> = {}) => recordRelease({ assembly, seed: 7, loader, settles: 'promises', ...release });

/** The same in a process of its own. */
function recordElsewhere(): unknown {
  const program = `import { recordRelease } from ${JSON.stringify(join(import.meta.dirname, 'record-release.ts'))};
    console.log(JSON.stringify(await recordRelease(${JSON.stringify({ assembly, seed: 7, settles: 'promises' })})));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--no-warnings', '-e', program], { encoding: 'utf8' });
  return stdout === '' ? stderr : JSON.parse(stdout);
}

describe('a release of the shipped assembly', () => {
  it('makes the same calls at the same world times whenever it has the same seed', async () => {
    const first = await record();
    expect(first.filter((line) => line.includes('ModifyRule')).length).toBeGreaterThanOrEqual(2);
    expect(await record()).toEqual(first);
    expect(recordElsewhere()).toEqual(first);
    expect(await record({ seed: 8 })).not.toEqual(first);
  });

  it('makes them whether its functions are loaded anew or were used by another world, and however its clock waits', async () => {
    const pooled = await record();
    const { loader: _, ...release } = { assembly, seed: 7, settles: 'turns', loader } as const;
    expect(await recordRelease(release)).toEqual(pooled);
  });
});
