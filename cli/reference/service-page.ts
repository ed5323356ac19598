import { limits } from '../../core/limits.ts';
import { namedStrategies } from '../../core/service/named-strategies.ts';
import { fieldsTable, type SchemaNode } from './fields-table.ts';
import { linkToDefinition, metricsSection } from './metrics-section.ts';

/** The reference page of a declared service, from its JSON Schema, the defaults and the limits. */
export function servicePage(schema: SchemaNode): string {
  return `# Declaring a service

A declaration is one JSON object. Durations are a whole number and one unit: \`90s\`, \`5m\`, \`2h\`, \`1d\`. Unknown keys are
refused, and so is each bad value, with its path, the value and the fix; all problems are listed at once. Editors check it
against [service.schema.json](service.schema.json).

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`

## Fields

${fieldsTable(schema, linkToDefinition)}

${metricsSection(schema.$defs ?? {})}

## Named strategies

| name | steps: percent (bake) | why |
|---|---|---|
${Object.entries(namedStrategies).map(strategyRow).join('\n')}

## Limits

| limit | value | why |
|---|---|---|
${Object.entries(limits)
  .map(([name, { value, because }]) => `| \`${name}\` | ${value} | ${because} |`)
  .join('\n')}
`;
}

const arn = (rest: string) => `arn:aws:elasticloadbalancing:eu-west-1:111122223333:${rest}`;

/** A declaration that is accepted as it stands. */
export const example = {
  name: 'orders',
  cluster: 'prod',
  lanes: {
    blue: { ecsService: 'orders-blue', targetGroupArn: arn('targetgroup/orders-blue/73e2d6bc24d8a067') },
    green: { ecsService: 'orders-green', targetGroupArn: arn('targetgroup/orders-green/8f1d6bc24d8a0671') },
  },
  listenerRuleArn: arn('listener-rule/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee'),
  container: 'app',
  repository: 'shop/orders',
  taskDefinition: 'orders',
  strategy: {
    steps: [
      { candidatePercent: 5, bake: '10m' },
      { candidatePercent: 50, bake: '10m', approval: true },
      { candidatePercent: 100, bake: '10m' },
    ],
  },
  guards: { alarms: ['orders-5xx', 'orders-latency'] },
};

function strategyRow([name, { steps, because }]: [string, (typeof namedStrategies)['canary']]): string {
  return `| \`${name}\` | ${steps.map(({ candidatePercent, bake }) => `${candidatePercent} (${bake})`).join(', ')} | ${because} |`;
}
