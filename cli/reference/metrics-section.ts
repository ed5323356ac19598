import { placeholders } from '../../core/service/placeholders.ts';
import { fieldsTable, type SchemaNode } from './fields-table.ts';
import { metricExamples, sourceExamples } from './metric-examples.ts';

const headings: Readonly<Record<string, string>> = {
  ErrorsMetric: 'Preset errors',
  LatencyMetric: 'Preset latency',
  BaselineMetric: 'Preset baseline',
  ComparisonMetric: 'Comparison',
  ThresholdMetric: 'Threshold',
  KayentaMetric: 'Kayenta',
  CloudWatchSource: 'CloudWatch',
  PrometheusSource: 'Prometheus',
  HttpSource: 'HTTP',
};

/** A link to the place of a definition; all sources are one. */
export function linkToDefinition(definition: string): string {
  if (definition.endsWith('Source')) return '[source](#sources)';
  return definition.endsWith('Metric') ? '[object](#metrics)' : definition;
}

/** The part of the page on metrics and their sources, one example for each kind. */
export function metricsSection(definitions: Readonly<Record<string, SchemaNode>>): string {
  const partOf = (name: string, example: unknown) => definitionPart(name, definitions[name] ?? {}, example);
  return `## Metrics

\`analysis.metrics\` lists what the judge looks at: the name of a preset, a preset with parameters, or a metric with sources of your own.

\`\`\`json
{ "analysis": { "metrics": [{ "preset": "errors", "errorRateMax": 0.005 }, "latency", "baseline"] } }
\`\`\`

One metric that regressed rolls back. Users move on when every metric that is \`critical\` is safe, by data of the
present step too. A metric with \`dryRun\` is judged and written
down, and nothing follows from it. \`alpha\` is divided among the comparisons and baselines that may roll back, so one more makes each a little slower.
A deployment with \`purpose: "a-a"\` (see [events](events.md)) has every metric on \`dryRun\`.

${Object.entries(metricExamples)
  .map(([name, example]) => partOf(name, example))
  .join('\n\n')}

## Sources

A source gives one value for each block and lane. These placeholders stand for the lane and the block that are asked for:
${placeholders.map((word) => `\`{${word}}\``).join(', ')}. \`{from}\` and \`{until}\` are seconds since 1970, \`{period}\` is seconds. A metric that
looks at both lanes needs \`{lane}\`, \`{ecsService}\` or \`{targetGroup}\` in its sources, or both lanes would have the same value.

Credentials are SecureString parameters below \`/sluice/secrets/\` and the service's name, named by \`secret\` and read by the one function that judges, when it does; a
plan, an event or a log never holds them. The AWS managed key \`aws/ssm\` needs nothing else; the policy of a key of your own must allow
\`kms:Decrypt\` to the role of the function \`sluice-next-step\`. Workspaces of Amazon Managed Service for Prometheus are those of the same account
and Region.

A URL has to be \`https\`. \`http\` needs \`allowHttp: true\` and no \`auth\`, and whoever is on the way can then forge a verdict. Loopback and
link-local addresses are refused: there the function finds itself and its own credentials.

${Object.entries(sourceExamples)
  .map(([name, example]) => partOf(name, example))
  .join('\n\n')}`;
}

function definitionPart(name: string, node: SchemaNode, example: unknown): string {
  return `### ${headings[name] ?? name}

${node.description ?? ''}

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`

${fieldsTable(node, linkToDefinition)}`;
}
