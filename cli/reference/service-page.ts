import { limits } from '../../core/limits.ts';
import { defaults } from '../../core/service/defaults.ts';
import { namedStrategies } from '../../core/service/named-strategies.ts';

/** A node of the JSON Schema, as far as the page shows it. */
interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

interface Row {
  readonly path: string;
  readonly node: SchemaNode;
  readonly isRequired: boolean;
}

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

| field | value | default | meaning |
|---|---|---|---|
${rows(schema, '').map(tableRow).join('\n')}

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

function rows(node: SchemaNode, path: string): readonly Row[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [{ path: at, node: child, isRequired: node.required?.includes(name) ?? false }, ...rows(child, at)];
  });
  return [...own, ...rowsOfItems(node.items, path), ...(node.anyOf ?? []).flatMap((branch) => rows(branch, path))];
}

function rowsOfItems(items: SchemaNode | undefined, path: string): readonly Row[] {
  return items === undefined ? [] : rows(items, `${path}[]`);
}

function tableRow({ path, node, isRequired }: Row): string {
  const reason = reasonOf(path);
  const meaning = [node.description ?? '', reason === undefined ? '' : `Default: ${reason}.`].filter((part) => part !== '').join(' ');
  const absent = isRequired ? 'required' : 'none';
  const value = node.default === undefined || typeof node.default === 'object' ? absent : `\`${String(node.default)}\``;
  return `| \`${path}\` | ${shownValue(node)} | ${value} | ${meaning} |`;
}

function reasonOf(path: string): string | undefined {
  const name = path.split('.').at(-1) ?? '';
  return Object.entries(defaults).find(([key]) => key === name)?.[1].because;
}

function shownValue({ type, enum: words, examples, minimum, maximum, anyOf }: SchemaNode): string {
  if (anyOf !== undefined) return anyOf.map(shownValue).join(' or ');
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(', ');
  if (minimum !== undefined && maximum !== undefined) return `${type}, ${minimum} to ${maximum}`;
  const [shown] = examples ?? [];
  return shown === undefined ? (type ?? '') : `such as \`${String(shown)}\``;
}

function strategyRow([name, { steps, because }]: [string, (typeof namedStrategies)['canary']]): string {
  return `| \`${name}\` | ${steps.map(({ candidatePercent, bake }) => `${candidatePercent} (${bake})`).join(', ')} | ${because} |`;
}
