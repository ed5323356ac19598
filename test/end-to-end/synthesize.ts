import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildApp } from '../../infra/app.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the assembly that every end-to-end test runs, or an edited copy of it. */
    readonly shippedAssembly: string;
  }
}

/** Steps with room for one whole minute of metrics each. The approval is `false` in words, so that a test can edit it. */
const steps = [5, 25, 50, 100].map((candidatePercent) => ({ candidatePercent, bake: '2m', approval: false }));

/** Vitest's global setup: what `cdk deploy` would ship, with the shipped bundles, once for all files. */
export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-end-to-end-'));
  // Limits so wide that a minute at 5 % shows a healthy candidate to be within them: what is beyond them is for the comparison with stable.
  const errors = { preset: 'errors', errorRateMax: 0.2 } as const;
  const latency = { preset: 'latency', quantiles: [0.9], slowRateMax: 0.4, warmup: '0s' } as const;
  const judged = { metrics: [errors, latency, 'baseline'], minimumRequests: 20 } as const;
  const analysis = { ...judged, look: '60s', patience: '5m', metricLag: '0s' } as const;
  const pace = { rollbackWindow: '5m', launchTimeout: '3m', inspectEvery: '5s' } as const;
  const storefront = { steps, analysis, ...pace, desiredCount: 2, deregistrationDelaySeconds: 5, environment: { MOTD: 'hello' } };
  buildApp({ outdir: folder, checks: false, storefront }).synth();
  project.provide('shippedAssembly', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
