import { limits } from '../limits.ts';

const mayBeSecret = /auth|cookie|credential|header|key|passw|secret|token/i;
/** Where secrets lie is no secret, and people mistype it. */
const isSecretName = (value: unknown) => typeof value === 'string' && value.startsWith('/sluice/');
const isPlainWord = (value: unknown) => typeof value === 'string' && /^[a-z0-9]{1,6}$/.test(value);

/**
 * Names a refused value in a few words. Never walks into it, so that a hostile input costs nothing.
 *
 * What may be a credential is not shown: a declaration is also refused inside a state machine, whose history keeps the refusal and
 * shows it to more people than the declaration. That is a text below a field such as `auth`, `headers` or `token`, and in a URL the user
 * and the values of the query.
 */
export function shownValue(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return `${String(value)} is not usable`;
  if (isHidden(value, path)) return `a text of ${value.length} characters, which may be a credential, is not usable`;
  // No field may be as long, and looking for credentials in it would cost more than it tells.
  if (value.length > limits.fieldCharacters.value) return `a text of ${value.length} characters is not usable`;
  const open = withoutCredentials(value);
  return `${JSON.stringify(open.length > 80 ? `${open.slice(0, 80)}…` : open)} is not usable`;
}

function isHidden(value: string, path: readonly PropertyKey[]): boolean {
  const isKind = path.at(-1) === 'kind' && isPlainWord(value);
  return !isKind && !isSecretName(value) && path.some((part) => typeof part === 'string' && mayBeSecret.test(part));
}

/** A URL without its user and without what its query says; placeholders stay. Any other text as it is. */
function withoutCredentials(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  return text.replace(/\/\/[^/?#]*@/, '//…@').replace(/([?&][^=&#]*=)(?!\{)[^&#]+/g, '$1…');
}
