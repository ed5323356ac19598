import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKayentaConfig, readKayentaConfig } from '../../../../core/analysis/kayenta/read-kayenta-config.ts';
import { InvalidInputError } from '../../../../core/errors.ts';
import { aKayentaMetric } from './kayenta-builders.ts';

/** The least that Kayenta takes. */
const least = { name: 'golden', metrics: [{ name: 'latency', groups: ['all'] }] };

const problemsOf = (json: unknown) => {
  const reading = parseKayentaConfig(json, 'config');
  return 'problems' in reading ? reading.problems : [];
};

const withMetric = (metric: object) => ({ ...least, metrics: [{ name: 'latency', groups: ['all'], ...metric }] });
const withCanary = (canary: object) => withMetric({ analysisConfigurations: { canary } });
const withWeights = (groupWeights: unknown) => ({ ...least, classifier: { groupWeights } });

describe('readKayentaConfig', () => {
  it("fills in Kayenta's own defaults", () => {
    expect(readKayentaConfig(least)).toEqual({
      name: 'golden',
      metrics: [aKayentaMetric()],
      groupWeights: {},
      scoreThresholds: { pass: 95, marginal: 75 },
    });
    const { metrics } = readKayentaConfig(withCanary({ effectSize: { measure: 'cles' } }));
    expect(metrics[0]?.effectSize).toEqual({
      measure: 'cles',
      allowedIncrease: 0.5,
      allowedDecrease: 0.5,
      criticalIncrease: 0.5,
      criticalDecrease: 0.5,
    });
  });

  it('reads a config as Spinnaker exports it and ignores what is not about judging', () => {
    expect(readKayentaConfig(exported)).toEqual({
      name: 'checkout-golden-signals',
      metrics: [
        aKayentaMetric({
          name: 'http errors',
          groups: ['Errors'],
          direction: 'increase',
          nanStrategy: 'replace',
          critical: true,
          effectSize: { measure: 'meanRatio', allowedIncrease: 1.1, allowedDecrease: 1, criticalIncrease: 5, criticalDecrease: 1 },
        }),
        aKayentaMetric({ name: 'p99', groups: ['Latency'], mustHaveData: true, outliers: { strategy: 'remove', outlierFactor: 2 } }),
      ],
      groupWeights: { Errors: 70, Latency: 30 },
      scoreThresholds: { pass: 90, marginal: 60 },
    });
  });

  it('refuses with all problems at once: path, value and fix', () => {
    const wrong = {
      metrics: [
        {
          name: '',
          groups: [],
          analysisConfigurations: { canary: { direction: 'up', critical: 'yes', effectSize: { allowedIncrease: '1.1' } } },
        },
        'latency',
      ],
      judge: { name: 'dredd-v1.0' },
      classifier: { scoreThresholds: { pass: 70 } },
    };
    expect(() => readKayentaConfig(wrong)).toThrow(
      new InvalidInputError(
        [
          'canary config refused, 9 to fix:',
          'config.judge.name: "dredd-v1.0" is not usable; write "NetflixACAJudge-v1.0"',
          'config.metrics.1: "latency" is not usable; give an object',
          'config.metrics.0.name: "" is not usable; give a text that is not empty',
          'config.metrics.0.groups: a list of 0; give a list of at least one',
          'config.metrics.0.analysisConfigurations.canary.direction: "up" is not usable; write "either" or "increase" or "decrease"',
          'config.metrics.0.analysisConfigurations.canary.critical: "yes" is not usable; write true or false',
          'config.metrics.0.analysisConfigurations.canary.effectSize.allowedIncrease: "1.1" is not usable; give a number from 0',
          'config.name: missing; give a text that is not empty',
          'config.classifier.scoreThresholds.marginal: missing; give at most what pass is, 70',
        ].join('\n  - '),
      ),
    );
  });

  it('names at most 25 problems', () => {
    const metrics = Array.from({ length: 30 }, (_, index) => ({ name: `m${index}`, groups: [] }));
    expect(() => readKayentaConfig({ name: 'many', metrics })).toThrow(/refused, 30 to fix:(\n {2}- config[^\n]*){25}\n {2}- and 5 more$/);
  });

  it.each([
    ['no object', [], 'config: a list of 0; give an object'],
    ['no metric', { ...least, metrics: undefined }, 'config.metrics: missing; give a list of at least one'],
    [
      'two metrics of one name',
      { ...least, metrics: [...least.metrics, ...least.metrics] },
      'config.metrics: a list of 2; two metrics are called "latency": give each its own name',
    ],
    [
      'only muted metrics',
      withCanary({ muted: true }),
      'config.metrics: a list of 1; every metric is muted: leave at least one to judge by',
    ],
    [
      'an outlier factor of 0',
      withCanary({ outliers: { outlierFactor: 0 } }),
      'config.metrics.0.analysisConfigurations.canary.outliers.outlierFactor: 0 is not usable; give a number above 0: 3 is usual',
    ],
    [
      'an effect share above 1',
      withCanary({ effectSize: { measure: 'cles', allowedIncrease: 1.2 } }),
      'config.metrics.0.analysisConfigurations.canary.effectSize.allowedIncrease: 1.2 is not usable; give a number from 0 to 1',
    ],
    ['weights below 100', withWeights({ all: 60 }), 'config.classifier.groupWeights: an object; the weights add up to 60: make it 100'],
    [
      'a weight without a metric',
      withWeights({ all: 60, gone: 40 }),
      'config.classifier.groupWeights.gone: 40 is not usable; no metric is in this group: remove it, or name it in the groups of a metric',
    ],
    [
      'weights above 100',
      JSON.parse(
        '{ "name": "golden", "metrics": [{ "name": "latency", "groups": ["all", "__proto__"] }], "classifier": { "groupWeights": { "all": 60, "__proto__": 60 } } }',
      ),
      'config.classifier.groupWeights: an object; the weights add up to 120: make it 100',
    ],
  ])('refuses %s', (_, json, problem) => {
    expect(problemsOf(json)).toEqual([problem]);
  });

  it('takes weights that leave a rest for the groups without one', () => {
    const metrics = [...least.metrics, { name: 'errors', groups: ['errors'] }];
    expect(problemsOf({ ...withWeights({ errors: 60 }), metrics })).toEqual([]);
  });

  it('leaves muted metrics out', () => {
    const muted = { name: 'cpu', groups: ['all'], analysisConfigurations: { canary: { muted: true } } };
    expect(readKayentaConfig({ ...least, metrics: [...least.metrics, muted] }).metrics).toEqual([aKayentaMetric()]);
  });

  it('answers any JSON with a config or with problems', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (json, metric, canary) => {
        for (const each of [
          json,
          { ...least, metrics: [metric] },
          { ...least, classifier: canary },
          withMetric({ analysisConfigurations: { canary } }),
        ]) {
          const reading = parseKayentaConfig(each, 'config');
          expect('config' in reading || reading.problems.length > 0).toBe(true);
        }
      }),
    );
  });
});

const exported = {
  id: '0f1e2d',
  name: 'checkout-golden-signals',
  description: 'errors and latency',
  applications: ['checkout'],
  configVersion: '1',
  judge: { name: 'NetflixACAJudge-v1.0', judgeConfigurations: {} },
  templates: { rate: 'sum(rate(x[1m]))' },
  metrics: [
    {
      name: 'http errors',
      query: { type: 'prometheus', serviceType: 'prometheus', metricName: 'errors' },
      groups: ['Errors'],
      scopeName: 'default',
      analysisConfigurations: {
        canary: {
          direction: 'increase',
          nanStrategy: 'replace',
          critical: true,
          effectSize: { allowedIncrease: 1.1, criticalIncrease: 5 },
        },
      },
    },
    {
      name: 'p99',
      query: { type: 'prometheus' },
      groups: ['Latency'],
      scopeName: 'default',
      analysisConfigurations: { canary: { direction: null, mustHaveData: true, outliers: { strategy: 'remove', outlierFactor: 2 } } },
    },
  ],
  classifier: { groupWeights: { Errors: 70, Latency: 30 }, scoreThresholds: { pass: 90, marginal: 60 } },
};
