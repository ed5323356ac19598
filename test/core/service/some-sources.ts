/** Sources as users write them. */
export const cloudWatch = {
  kind: 'cloudwatch',
  metric: { namespace: 'Orders', name: 'Failed', dimensions: { Lane: '{lane}' }, statistic: 'Sum' },
  absentIsZero: true,
} as const;

export const prometheus = {
  kind: 'prometheus',
  url: 'https://prometheus.example.com',
  query: 'sum(increase(http_requests_total{service="{ecsService}"}[{period}s]))',
} as const;

export const http = {
  kind: 'http',
  url: 'https://metrics.example.com/failed?lane={lane}&from={from}&until={until}',
  pointer: '/data/value',
} as const;
