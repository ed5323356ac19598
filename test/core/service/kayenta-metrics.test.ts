import { describe, expect, it } from 'vitest';
import { parseKayentaConfig } from '../../../core/analysis/kayenta/read-kayenta-config.ts';
import { parseService } from '../../../core/service/parse-service.ts';
import { aDeclaration } from '../builders.ts';
import { problemsOfMetrics } from './problems-of.ts';
import { cloudWatch, http } from './some-sources.ts';

/** As Spinnaker exports it, with what is for other parts of it. */
const config = {
  name: 'orders',
  applications: ['orders'],
  judge: { name: 'NetflixACAJudge-v1.0', judgeConfigurations: {} },
  metrics: [
    {
      name: 'error rate',
      query: { type: 'prometheus', metricName: 'errors', serviceType: 'prometheus' },
      groups: ['Errors'],
      analysisConfigurations: { canary: { direction: 'increase', critical: true } },
      scopeName: 'default',
    },
    { name: 'cpu', query: {}, groups: ['System'], analysisConfigurations: { canary: { muted: true } } },
  ],
  classifier: { groupWeights: { Errors: 100 }, scoreThresholds: { marginal: 50, pass: 90 } },
};
const kayenta = { kind: 'kayenta-v1', name: 'spinnaker', config, sources: { 'error rate': cloudWatch } };

describe('a kayenta-v1 metric', () => {
  it('is a pasted canary config with the sources of its metrics', () => {
    const [plan] = parseService(aDeclaration({ analysis: { metrics: [kayenta] } })).analysis.metrics;
    const reading = parseKayentaConfig(config, '');
    expect(plan).toEqual({
      ...{ kind: 'kayenta-v1', name: 'spinnaker', dryRun: false, critical: true, warmupSeconds: 0, parity: false },
      config: 'config' in reading ? reading.config : undefined,
      sources: {
        'error rate': { kind: 'cloudwatch', metrics: { value: cloudWatch.metric }, periodSeconds: 60, absentIsZero: true },
      },
    });
  });

  it.each<[string, unknown, readonly string[]]>([
    ['no config', { ...kayenta, config: undefined }, ['.0.config: missing; paste the JSON of a Kayenta canary config']],
    [
      'a config with problems of its own',
      { ...kayenta, config: { ...config, name: '', classifier: { scoreThresholds: { pass: 200 } } } },
      [
        '.0.config.name: "" is not usable; give a text that is not empty',
        '.0.config.classifier.scoreThresholds.pass: 200 is not usable; give a number from 0 to 100',
      ],
    ],
    [
      'a metric without a source',
      { ...kayenta, sources: {} },
      ['.0.sources.error rate: missing; give the source of this metric of the config'],
    ],
    [
      'a source that nothing asks for',
      { ...kayenta, sources: { ...kayenta.sources, cpu: cloudWatch } },
      ['.0.sources.cpu: an object; remove it: the config has no such metric, or it is muted'],
    ],
    [
      'a source for one lane only',
      { ...kayenta, sources: { 'error rate': { ...http, url: 'https://metrics.example.com' } } },
      [
        '.0.sources.error rate: an object; put {lane}, {ecsService} or {targetGroup} into the source: without one both lanes have the same value',
      ],
    ],
  ])('is refused with %s', (_, metric, lines) => {
    expect(problemsOfMetrics(metric)).toEqual(lines);
  });
});
