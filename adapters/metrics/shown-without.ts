const shownCharactersMax = 200;
/** So many letters of a credential in a row are taken for a part of it: servers also repeat them cut, or escaped in ways of their own. */
const telling = 8;

/**
 * Makes a text from a server's answer fit for people: its first 200 characters on one line, without any credential of the request, whole or
 * in part, and without its other headers.
 */
export function shownWithout(credentials: readonly string[], headers: readonly string[]): (text: string) => string {
  const forms = [...credentials, ...headers].flatMap((hidden) => [
    hidden,
    JSON.stringify(hidden).slice(1, -1),
    hidden.replaceAll('/', '\\/'),
    encodeURIComponent(hidden),
  ]);
  const parts = new Set(credentials.flatMap((credential) => partsOf(credential)));
  return (text) => {
    const clean = forms.reduce((rest, form) => rest.replaceAll(form, '…'), text);
    const oneLine = clean.replace(/[\s\p{C}]+/gu, ' ').trim();
    return withoutParts(oneLine.slice(0, 2 * shownCharactersMax), parts).slice(0, shownCharactersMax);
  };
}

function partsOf(credential: string): readonly string[] {
  return Array.from({ length: Math.max(0, credential.length - telling + 1) }, (_, start) => credential.slice(start, start + telling));
}

function withoutParts(text: string, parts: ReadonlySet<string>): string {
  let clean = '';
  let hiddenUntil = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (parts.has(text.slice(at, at + telling))) {
      if (at >= hiddenUntil) clean += '…';
      hiddenUntil = at + telling;
    }
    if (at >= hiddenUntil) clean += text[at];
  }
  return clean;
}
