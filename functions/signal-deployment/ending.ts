import type { Hint } from './read-signal.ts';

/** What ends deployments. */
export type Ending = Exclude<Hint, { kind: 'ignored' | 'approval' }>;

/** What a person asks for that ends them. */
export type Asked = Ending & { readonly kind: 'abort' | 'rollback' };

/** Whether a person waits to hear what becomes of it. */
export function isAsked(hint: Ending): hint is Asked {
  return hint.kind === 'abort' || hint.kind === 'rollback';
}
