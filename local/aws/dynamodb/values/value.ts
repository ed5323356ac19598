/** An attribute value as the in-memory DynamoDB keeps it: checked, with one type, never changed. Numbers are in plain decimal notation. */
export type Value =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly L: readonly Value[] }
  | { readonly M: Item };

/** Attribute name → value. Read it with `own` only: names are people's. */
export type Item = Readonly<Record<string, Value>>;

/** The types of attributes that are modelled, as expressions name them. */
export const valueTypes = ['S', 'N', 'BOOL', 'NULL', 'SS', 'NS', 'L', 'M'] as const;

/** One of {@link valueTypes}. */
export type ValueType = (typeof valueTypes)[number];

/** The type of a value. */
export function typeOf(value: Value): ValueType {
  if ('S' in value) return 'S';
  if ('N' in value) return 'N';
  if ('L' in value) return 'L';
  if ('SS' in value) return 'SS';
  if ('M' in value) return 'M';
  if ('BOOL' in value) return 'BOOL';
  return 'NS' in value ? 'NS' : 'NULL';
}
