import { aDeclaration } from '../core/builders.ts';
import { cloudWatch, http, prometheus } from '../core/service/some-sources.ts';

/** Declarations that are accepted: the shortest, one with every part of a release, and one with every kind of metric. */
export const declarations = [
  aDeclaration(),
  aDeclaration({
    strategy: {
      steps: [
        { candidatePercent: 10, bake: '5m', approval: true },
        { candidatePercent: 100, bake: '10m' },
      ],
    },
    testRoute: { header: { name: 'x-candidate', value: '1' } },
    guards: { alarms: ['orders-5xx', 'orders-slow'], taskFailuresAllowed: 2 },
    candidateSize: 'partial',
    drain: '30s',
  }),
  aDeclaration({
    analysis: {
      metrics: [
        { preset: 'errors', errorRateMax: 0.01 },
        'latency',
        { kind: 'comparison', name: 'checkout', requests: cloudWatch, bad: prometheus },
        { kind: 'threshold', name: 'queue', source: http, failWhen: { above: 30 } },
        { preset: 'baseline', warnAbove: 0.1, rollbackAbove: 0.5 },
      ],
      metricLag: '1m',
      patience: '1h',
    },
  }),
];
