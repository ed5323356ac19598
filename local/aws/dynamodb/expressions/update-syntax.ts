import type { Path, Placeholder } from './syntax.ts';

/** What an attribute is set to. */
export type Assigned =
  | Path
  | Placeholder
  | { readonly kind: '+' | '-'; readonly left: Assigned; readonly right: Assigned }
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: Assigned }
  | { readonly kind: 'list_append'; readonly left: Assigned; readonly right: Assigned };

/** One change of one attribute. */
export type Action =
  | { readonly kind: 'set'; readonly path: Path; readonly to: Assigned }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly by: Placeholder };
