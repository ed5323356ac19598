const failed = { namespace: 'Orders', name: 'Failed', dimensions: { Lane: '{lane}' }, statistic: 'Sum' };
const handled = { namespace: 'Orders', name: 'Handled', dimensions: { Lane: '{lane}' }, statistic: 'Sum' };

const cloudWatch = { kind: 'cloudwatch', metric: failed, period: '10s', absentIsZero: true };
const prometheus = {
  kind: 'prometheus',
  url: 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1a2b3c',
  query: 'max(orders_queue_age_seconds{service="{ecsService}"})',
  period: '30s',
  auth: { kind: 'sigv4' },
};
const http = {
  kind: 'http',
  url: 'https://metrics.example.com/payments?lane={lane}&from={from}&until={until}',
  pointer: '/data/0/value',
  auth: { kind: 'bearer', secret: '/sluice/secrets/orders/metrics' },
};

/** One metric of each kind, by its name in the JSON Schema; each is accepted as it stands. */
export const metricExamples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ErrorsMetric: { preset: 'errors', errorRateMax: 0.005 },
  LatencyMetric: { preset: 'latency', quantiles: [0.9, 0.99], slowerThanSeconds: [0.3, 1.2] },
  BaselineMetric: { preset: 'baseline', warnAbove: 0.1, rollbackAbove: 0.2 },
  ComparisonMetric: {
    kind: 'comparison',
    name: 'failed-orders',
    requests: { ...cloudWatch, metric: handled },
    bad: cloudWatch,
    badRateMax: 0.02,
  },
  ThresholdMetric: { kind: 'threshold', name: 'queue-age', source: prometheus, failWhen: { above: 30 }, failureLimit: 2 },
  KayentaMetric: {
    kind: 'kayenta-v1',
    name: 'spinnaker',
    config: {
      name: 'orders',
      metrics: [{ name: 'payments', groups: ['Payments'], analysisConfigurations: { canary: { direction: 'decrease' } } }],
      classifier: { groupWeights: { Payments: 100 }, scoreThresholds: { pass: 95, marginal: 75 } },
    },
    sources: { payments: http },
  },
};

/** One source of each kind, by its name in the JSON Schema. */
export const sourceExamples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  CloudWatchSource: {
    kind: 'cloudwatch',
    metrics: { failed, handled },
    expression: '100 * failed / handled',
    period: '10s',
  },
  PrometheusSource: prometheus,
  HttpSource: http,
};
