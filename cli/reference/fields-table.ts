import { isDeepStrictEqual } from 'node:util';
import { defaults } from '../../core/service/defaults.ts';

/** A node of the JSON Schema, as far as the page shows it. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly type?: string;
  readonly const?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

interface Row {
  readonly path: string;
  readonly node: SchemaNode;
  readonly isRequired: boolean;
}

/**
 * The table of an object's fields, inner ones by path. What the schema defines by itself has its own place on the page.
 *
 * @param linkTo the link in whose place a definition stands, by its name.
 */
export function fieldsTable(node: SchemaNode, linkTo: (definition: string) => string): string {
  const lines = merged(rows(node, '')).map((row) => tableRow(row, linkTo));
  return ['| field | value | default | meaning |', '|---|---|---|---|', ...lines].join('\n');
}

function rows(node: SchemaNode, path: string): readonly Row[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [{ path: at, node: child, isRequired: node.required?.includes(name) ?? false }, ...rows(child, at)];
  });
  const named = typeof node.additionalProperties === 'object' ? rows(node.additionalProperties, `${path}.<name>`) : [];
  const items = node.items === undefined ? [] : rows(node.items, `${path}[]`);
  return [...own, ...named, ...items, ...branchesOf(node).flatMap((branch) => rows(branch, path))];
}

/** A field that several branches have is one row: it may be what it is in any of them. */
function merged(all: readonly Row[]): readonly Row[] {
  const byPath = Map.groupBy(all, ({ path }) => path);
  return [...byPath.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    return { ...first, node: { ...first.node, anyOf: [first.node, ...others.map(({ node }) => node)] } };
  });
}

function branchesOf({ anyOf = [], oneOf = [] }: SchemaNode): readonly SchemaNode[] {
  return [...anyOf, ...oneOf];
}

function tableRow({ path, node, isRequired }: Row, linkTo: (definition: string) => string): string {
  const reason = reasonOf(path, node.default);
  const meaning = [node.description ?? '', reason === undefined ? '' : `Default: ${reason}.`].filter((part) => part !== '').join(' ');
  return `| \`${path}\` | ${shownValue(node, linkTo)} | ${shownDefault(node, isRequired)} | ${meaning} |`;
}

function shownDefault({ default: value }: SchemaNode, isRequired: boolean): string {
  const isShort = value !== undefined && (typeof value !== 'object' || (Array.isArray(value) && value.length > 0));
  if (isShort) return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
  return isRequired ? 'required' : 'none';
}

/** A field may be in several objects with defaults of its own: the one with this value is meant. */
function reasonOf(path: string, value: unknown): string | undefined {
  const name = (path.split('.').at(-1) ?? '').toLowerCase();
  const isMeant = (key: string, meant: unknown) => key.toLowerCase().endsWith(name) && isDeepStrictEqual(meant, value);
  return Object.entries(defaults).find(([key, { value: meant }]) => isMeant(key, meant))?.[1].because;
}

function shownValue(node: SchemaNode, linkTo: (definition: string) => string): string {
  const { type, const: word, enum: words, examples, minimum, maximum, items, $ref } = node;
  if ($ref !== undefined) return linkTo($ref.replace('#/$defs/', ''));
  const branches = branchesOf(node);
  if (branches.length > 0) return [...new Set(branches.map((branch) => shownValue(branch, linkTo)))].join(' or ');
  if (word !== undefined) return `\`${word}\``;
  if (words !== undefined) return words.map((each) => `\`${each}\``).join(', ');
  if (minimum !== undefined && maximum !== undefined) return `${type}, ${minimum} to ${maximum}`;
  const [shown] = examples ?? [];
  if (shown !== undefined) return `such as \`${String(shown)}\``;
  if (items !== undefined) return `list: ${shownValue(items, linkTo)}`;
  return type ?? '';
}
