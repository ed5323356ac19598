import { describe, expect, it } from 'vitest';
import { parseService } from '../../../core/service/parse-service.ts';
import sluice from '../../../examples/storefront/sluice.json' with { type: 'json' };
import versions from '../../../examples/storefront/versions.json' with { type: 'json' };
import type { StorefrontOptions } from '../../../infra/stacks/storefront-stack.ts';
import { aDeclaration } from '../../core/builders.ts';

describe('sluice.json of the storefront', () => {
  it('declares a release that Sluice accepts, with options that the example stack knows', () => {
    const { steps, analysis, rollbackWindow, ...rest } = sluice.service satisfies StorefrontOptions;
    expect(parseService(aDeclaration({ strategy: { steps }, analysis, rollbackWindow }))).toMatchObject({
      steps: [5, 25, 50, 100].map((candidatePercent) => ({ candidatePercent, bakeSeconds: 120, approval: false })),
      analysis: {
        minimumRequests: 50,
        lookSeconds: 20,
        patienceSeconds: 3_600,
        metricLagSeconds: 60,
        metrics: [
          { name: 'errors', badRateMax: 0.02 },
          { name: 'latency', counts: { quantiles: [0.9, 0.99] } },
          { name: 'baseline', dryRun: true },
        ],
      },
      rollbackWindowSeconds: 300,
    });
    expect(Object.keys(rest).toSorted()).toEqual([
      'alarms',
      'containerPort',
      'deregistrationDelaySeconds',
      'desiredCount',
      'healthCheckIntervalSeconds',
      'healthCheckPath',
      'name',
    ]);
  });

  it('maps one image to each version', () => {
    expect(Object.entries(sluice.images).map(([image, { env }]) => [image, env.STOREFRONT_VERSION])).toEqual(
      Object.keys(versions).map((version) => [`storefront:${version}`, version]),
    );
  });
});
