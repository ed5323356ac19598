import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emfMetrics } from '../../../../local/aws/cloudwatch/emf-metrics.ts';

const Timestamp = Date.UTC(2026, 10, 20, 10);
const at = new Date(Timestamp);

function line(directive: object, members: object = { Lane: 'green', Zone: 'a', Orders: 3 }): string {
  const CloudWatchMetrics = [{ Namespace: 'shop', Dimensions: [['Lane']], Metrics: [{ Name: 'Orders' }], ...directive }];
  return JSON.stringify({ _aws: { Timestamp, CloudWatchMetrics }, ...members });
}

describe('emfMetrics', () => {
  it('gives one record for each metric and dimension set', () => {
    const Metrics = [
      { Name: 'Orders', Unit: 'Count' },
      { Name: 'Latency', Unit: 'Milliseconds', StorageResolution: 1 },
    ];
    const Dimensions = [['Lane'], ['Lane', 'Zone'], []];
    const common = { namespace: 'shop', at };
    const orders = { ...common, name: 'Orders', values: [3], unit: 'Count', resolutionSeconds: 60 };
    const latency = { ...common, name: 'Latency', values: [5, 7], unit: 'Milliseconds', resolutionSeconds: 1 };
    const sets = [{ Lane: 'green' }, { Lane: 'green', Zone: 'a' }, {}];
    expect(emfMetrics(line({ Metrics, Dimensions }, { Lane: 'green', Zone: 'a', Orders: 3, Latency: [5, 7], other: 'x' }))).toEqual({
      kind: 'metrics',
      records: [...sets.map((dimensions) => ({ ...orders, dimensions })), ...sets.map((dimensions) => ({ ...latency, dimensions }))],
    });
  });

  it.each([
    ['not in the embedded metric format', 'GET /orders 200'],
    ['not in the embedded metric format', '{"level":"INFO"}'],
    ['not valid JSON', '{"_aws":'],
    ['_aws is not an object', '{"_aws":1}'],
    ['_aws.Timestamp is not a number of milliseconds', '{"_aws":{"CloudWatchMetrics":[]}}'],
    ['_aws.CloudWatchMetrics is not a list', '{"_aws":{"Timestamp":1}}'],
    ['a metric directive is not an object', '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[1]}}'],
    ['Namespace is not a text', line({ Namespace: '' })],
    ['Metrics is not a list of at most 100', line({ Metrics: Array.from({ length: 101 }, () => ({ Name: 'Orders' })) })],
    ['Dimensions is not a list of lists', line({ Dimensions: 'Lane' })],
    ['a dimension set is not a list of at most 30', line({ Dimensions: ['Lane'] })],
    ['dimension Gone has no text of 1 to 1024 characters', line({ Dimensions: [['Gone']] })],
    ['dimension constructor has no text of 1 to 1024 characters', line({ Dimensions: [['constructor']] })],
    ['a metric has no Name', line({ Metrics: [{}] })],
    ['metric Gone has no number, or more than 100', line({ Metrics: [{ Name: 'Gone' }] })],
    ['the line is longer than 256 KB', line({}, { Lane: 'x'.repeat(256 * 1024), Orders: 1 })],
  ])('ignores a line because: %s', (because, text) => {
    expect(emfMetrics(text)).toEqual({ kind: 'ignored', because });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const texts = [
          JSON.stringify(one),
          JSON.stringify({ _aws: one }),
          JSON.stringify({ _aws: { Timestamp, CloudWatchMetrics: [one, other] } }),
        ];
        const more = [line({ Metrics: one }), line({ Dimensions: one }), line({ Metrics: [one] }, { Lane: other, Orders: one })];
        for (const text of [...texts, ...more]) expect(['metrics', 'ignored']).toContain(emfMetrics(text).kind);
      }),
    );
  });
});
