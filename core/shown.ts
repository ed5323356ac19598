const shownCharacters = 80;

/** A text, cut after so many characters: what comes from outside may be a megabyte long, and every reason is stored and shown. */
export function shortened(text: string, charactersMax: number = shownCharacters): string {
  // Well formed: a pair of surrogates that was cut in two would be refused by whoever encodes the text.
  return text.length > charactersMax ? `${text.slice(0, charactersMax).toWellFormed()}…` : text;
}

/** Names a value from outside in a few words, for an error. Never walks into it, so that a hostile one costs nothing. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
