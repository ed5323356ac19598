import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';

/** Words that are reserved are among them, and one that no item ever has. */
export const attributes = ['a', 'n', 'list', 'set', 'nums', 'm', 'flag', 'gone', 'pk', 'sk', 'day', 'at'] as const;

/** Two of each type, so that conditions on them hold and do not hold. */
export const values = {
  ...{ text: { S: 'a' }, prefix: { S: 'ab' }, longer: { S: 'abc' }, latin: { S: 'zoë' } },
  ...{
    none: { N: '0' },
    one: { N: '1' },
    half: { N: '2.50' },
    minus: { N: '-7' },
    big: { N: '12345678901234567890.125' },
    power: { N: '1e3' },
  },
  ...{
    texts: { SS: ['a', 'abc'] },
    other: { SS: ['b', 'a'] },
    single: { SS: ['a'] },
    numbers: { NS: ['1', '2.5'] },
    figures: { NS: ['1e0', '7'] },
  },
  ...{ entries: { L: [{ S: 'a' }, { N: '1' }] }, more: { L: [{ S: 'abc' }] }, yes: { BOOL: true }, nothing: { NULL: true } },
  map: { M: { x: { N: '1' }, y: { L: [{ S: 'z' }] } } },
} satisfies Record<string, AttributeValue>;

type Name = keyof typeof values;

const scalars: readonly Name[] = ['text', 'prefix', 'longer', 'latin', 'none', 'one', 'half', 'minus', 'big', 'power'];
const anyName = fc.constantFrom(...(Object.keys(values) as Name[]));
/** dynalite compares neither lists nor maps. */
const anyComparable = fc.constantFrom(...scalars, ...(['texts', 'other', 'numbers', 'figures', 'yes', 'nothing'] as const));
const ordered = fc.constantFrom(...scalars);

const named = (name: fc.Arbitrary<string>) => fc.tuple(name, fc.nat(40)).map(([one, plain]) => (plain === 0 ? one : `#${one}`));
const anyPath = named(fc.constantFrom(...attributes));
/** What an update changes: seldom a key. */
const anyTarget = named(
  fc.constantFrom('a', 'n', 'list', 'set', 'nums', 'm', 'flag', 'a', 'n', 'list', 'set', 'nums', 'm', 'flag', 'gone', 'sk', 'day'),
);
const withOne = (name: fc.Arbitrary<Name>) => name.map((one) => `:${one}`);
const anyOperand = fc.oneof({ weight: 5, arbitrary: anyPath }, { weight: 1, arbitrary: anyPath.map((path) => `size(${path})`) });

const anyTest = fc.oneof(
  fc.tuple(anyOperand, fc.constantFrom('=', '<>'), withOne(anyComparable)).map((parts) => parts.join(' ')),
  fc.tuple(anyOperand, fc.constantFrom('<', '<=', '>', '>='), withOne(ordered)).map((parts) => parts.join(' ')),
  fc.tuple(anyOperand, withOne(ordered), withOne(ordered)).map(([path, low, high]) => `${path} BETWEEN ${low} AND ${high}`),
  fc.tuple(anyOperand, fc.array(withOne(anyComparable), { minLength: 1, maxLength: 3 })).map(([path, some]) => `${path} IN (${some})`),
  anyPath.map((path) => `attribute_exists(${path})`),
  anyPath.map((path) => `attribute_not_exists(${path})`),
  fc.tuple(anyPath, withOne(anyName)).map(([path, value]) => `begins_with(${path}, ${value})`),
  fc.tuple(anyPath, withOne(anyComparable)).map(([path, value]) => `contains(${path}, ${value})`),
  fc.tuple(anyPath, withOne(anyName)).map(([path, value]) => `attribute_type(${path}, ${value})`),
);

const { condition } = fc.letrec<{ condition: string; deeper: string }>((tie) => ({
  condition: fc.oneof({ maxDepth: 3 }, anyTest, tie('deeper')),
  deeper: fc
    .tuple(tie('condition'), fc.constantFrom('AND', 'or', 'NOT', '()'), tie('condition'))
    .map(([one, word, other]) => (word === '()' ? `(${one})` : word === 'NOT' ? `NOT (${one})` : `${one} ${word} ${other}`)),
}));

/** What stands for a value may be another attribute, whole. */
const anyCopied = fc.constantFrom('#m', '#flag', '#list', '#gone', '#n', '#set', '#nums');
const anySource = fc.oneof({ weight: 4, arbitrary: withOne(anyName) }, { weight: 1, arbitrary: anyCopied });
const number = withOne(fc.constantFrom('none', 'one', 'half', 'minus', 'big', 'power'));
const list = withOne(fc.constantFrom('entries', 'more'));
const anyAssigned = fc.oneof(
  { weight: 4, arbitrary: anySource },
  { weight: 2, arbitrary: fc.tuple(anyPath, withOne(anyName)).map(([path, value]) => `if_not_exists(${path}, ${value})`) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('#n', '#gone'), fc.constantFrom('+', '-'), number).map((parts) => parts.join(' ')) },
  { weight: 2, arbitrary: fc.tuple(anyPath, number, number).map(([path, value, by]) => `if_not_exists(${path}, ${value}) + ${by}`) },
  { weight: 2, arbitrary: fc.tuple(anyPath, list).map(([path, value]) => `list_append(${path}, ${value})`) },
  { weight: 2, arbitrary: list.map((value) => `list_append(if_not_exists(#list, :entries), ${value})`) },
  { weight: 1, arbitrary: withOne(anyName).map((value) => `list_append(${value}, #list)`) },
);

const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 2 });
const elements = withOne(fc.constantFrom('one', 'half', 'big', 'texts', 'other', 'numbers', 'figures'));
const anyElements = fc.oneof({ weight: 9, arbitrary: elements }, { weight: 1, arbitrary: withOne(anyName) });
const withElements = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '#n :one',
      '#n :big',
      '#set :texts',
      '#set :other',
      '#set :single',
      '#nums :numbers',
      '#nums :figures',
      '#gone :minus',
    ),
  },
  { weight: 1, arbitrary: fc.tuple(anyTarget, anyElements).map((parts) => parts.join(' ')) },
);
const anySection = fc.oneof(
  { weight: 4, arbitrary: some(fc.tuple(anyTarget, anyAssigned).map((parts) => parts.join(' = '))).map((sets) => `SET ${sets}`) },
  { weight: 1, arbitrary: some(anyTarget).map((paths) => `REMOVE ${paths}`) },
  { weight: 2, arbitrary: some(withElements).map((adds) => `ADD ${adds}`) },
  { weight: 1, arbitrary: some(withElements).map((gone) => `delete ${gone}`) },
);

/** A condition or filter. */
export const anyCondition: fc.Arbitrary<string> = condition;

/** An update. */
export const anyUpdate: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: anySection },
    { weight: 1, arbitrary: fc.tuple(anySection, anySection).map((sections) => sections.join(' ')) },
  )
  .filter((update) => !addsToWhatItCopies(update));

/** Where one attribute is set to another, dynalite lets an `ADD` or `DELETE` on the other change both; DynamoDB reads what was there before. */
function addsToWhatItCopies(update: string): boolean {
  const copied = [...update.matchAll(/(?:= (?:if_not_exists\()?)#?(\w+)/g)].map(([, name]) => name);
  return [...update.matchAll(/(?:ADD|delete|,)\s*#?(\w+) :/g)].some(([, name]) => copied.includes(name));
}

/** A projection. */
export const anyProjection: fc.Arbitrary<string> = fc.array(anyPath, { minLength: 1, maxLength: 3 }).map((paths) => paths.join(', '));

/** The names and values that expressions need; now and then one too many, or too few. */
export function placeholdersOf(texts: readonly (string | undefined)[], mistake: 'none' | 'unused' | 'undefined' | 'empty'): object {
  const text = texts.join(' ');
  const names = [...text.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name ?? '']);
  const own = [...text.matchAll(/:(\w+)/g)].map(([placeholder, name]) => [placeholder, values[(name ?? 'one') as Name]]);
  const drop = mistake === 'undefined' ? 1 : 0;
  const ExpressionAttributeNames = Object.fromEntries(names.slice(drop));
  const ExpressionAttributeValues = { ...Object.fromEntries(own.slice(drop)), ...(mistake === 'unused' && { ':unused': values.one }) };
  const isThere = (record: object) => mistake === 'empty' || Object.keys(record).length > 0;
  return {
    ...(isThere(ExpressionAttributeNames) && { ExpressionAttributeNames }),
    ...(isThere(ExpressionAttributeValues) && { ExpressionAttributeValues }),
  };
}
