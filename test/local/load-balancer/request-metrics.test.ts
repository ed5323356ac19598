import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricName, MetricRecord } from '../../../local/aws/cloudwatch/metric-record.ts';
import { MetricStore } from '../../../local/aws/cloudwatch/metric-store.ts';
import { VirtualClock } from '../../../local/clocks/virtual-clock.ts';
import { type Ending, requestBatchMetrics, requestMetrics } from '../../../local/load-balancer/request-metrics.ts';

const startMs = Date.UTC(2026, 0, 1);
const anyEnding: fc.Arbitrary<Ending> = fc.oneof(
  fc.record({
    kind: fc.constant('answered' as const),
    status: fc.constantFrom(200, 204, 404, 500),
    responseSeconds: fc.constantFrom(0.02, 0.05, 0.4),
  }),
  fc.record({ kind: fc.constant('failed' as const), status: fc.constantFrom(502 as const, 504 as const), connected: fc.boolean() }),
);
const anyBatch = fc.record({
  group: fc.constantFrom('targetgroup/blue/1', 'targetgroup/green/2'),
  chosen: fc.boolean(),
  endings: fc.array(fc.record({ ending: anyEnding, requests: fc.integer({ min: 1, max: 60 }) }), { maxLength: 6 }),
});

function aStore() {
  const clock = new VirtualClock(new Date(startMs));
  const store = new MetricStore(clock);
  const names = new Map<string, MetricName>();
  const record = (metric: MetricRecord): void => {
    const { namespace, name, dimensions, unit = '' } = metric;
    names.set(JSON.stringify([namespace, name, dimensions]), { namespace, name, dimensions, unit });
    store.record(metric);
  };
  /** Metric → what can be read of its first minute. */
  const contents = () =>
    Object.fromEntries(
      [...names].sort().map(([key, name]) => {
        const values = store.read(name, { startMs, endMs: startMs + 60_000, periodSeconds: 60 }).get(startMs);
        const { count, minimum, maximum } = values ?? {};
        return [key, { count, minimum, maximum, sum: values?.sum.toPrecision(12), ascending: values?.ascending() }];
      }),
    );
  return { clock, record, contents };
}

describe('requestBatchMetrics', () => {
  it('publishes what as many single requests would', () => {
    fc.assert(
      fc.property(fc.array(anyBatch, { maxLength: 4 }), (batches) => {
        const [single, batched] = [aStore(), aStore()];
        const countOne = requestMetrics(single.record, single.clock, 'app/main/1');
        const countMany = requestBatchMetrics(batched.record, batched.clock, 'app/main/1');
        for (const { group, chosen, endings } of batches) {
          for (const { ending, requests } of endings) for (let sent = 0; sent < requests; sent += 1) countOne(group, chosen, ending);
          countMany(group, chosen, endings);
        }
        expect(batched.contents()).toEqual(single.contents());
      }),
    );
  });

  it('makes one record for each metric, however many requests there were', () => {
    const records: MetricRecord[] = [];
    const count = requestBatchMetrics((record) => records.push(record), new VirtualClock(new Date(startMs)), 'app/main/1');
    const ok = { kind: 'answered', status: 200 } as const;
    count('targetgroup/blue/1', true, [
      { ending: { ...ok, responseSeconds: 0.02 }, requests: 30 },
      { ending: { ...ok, responseSeconds: 0.09 }, requests: 8 },
      { ending: { kind: 'answered', status: 500, responseSeconds: 0.02 }, requests: 2 },
    ]);
    const ofGroup = records.filter(({ dimensions }) => 'TargetGroup' in dimensions);
    expect(ofGroup.map(({ name, values, counts }) => [name, values, counts])).toEqual([
      ['RequestCount', [1], [40]],
      ['HTTPCode_Target_2XX_Count', [1], [38]],
      ['TargetResponseTime', [0.02, 0.09], [32, 8]],
      ['HTTPCode_Target_5XX_Count', [1], [2]],
    ]);
    expect(records).toHaveLength(8);
  });
});
