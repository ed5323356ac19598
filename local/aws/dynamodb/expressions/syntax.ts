/** An attribute: its own name, or a placeholder (`#name`) for it. */
export interface Path {
  readonly kind: 'path';
  readonly name: string;
}

/** A value that the request brings along: `:name`. */
export interface Placeholder {
  readonly kind: 'value';
  readonly name: string;
}

/** What a condition compares. */
export type Operand = Path | Placeholder | { readonly kind: 'size'; readonly of: Path };

/** One comparison or function of a condition. */
export type Test =
  | { readonly kind: 'compare'; readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>='; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly of: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly of: Operand; readonly among: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly wanted: boolean }
  | { readonly kind: 'begins_with' | 'contains' | 'attribute_type'; readonly path: Path; readonly argument: Operand };

/** A condition, a filter or a key condition. */
export type Condition =
  | Test
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition };
