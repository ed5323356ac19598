/** Whether a text is meant by a pattern. */
export type Matches = (text: string) => boolean;

const known = new Map<string, Matches>();
/** Patterns come from templates, of which one process loads few; the limit only keeps a defect from filling the memory. */
const knownMax = 10_000;

/** A pattern of IAM: `*` is any number of characters, `?` exactly one. Case counts. */
export function wildcard(pattern: string): Matches {
  const made = known.get(pattern) ?? compile(pattern);
  if (known.size < knownMax) known.set(pattern, made);
  return made;
}

/**
 * A pattern for ARNs: each of the six parts between colons is matched alone, so that no wildcard reaches over a colon before the last
 * part. `*` alone means everything, and missing parts mean `*`. Sources: "IAM JSON policy elements: Resource" and "Amazon Resource Name
 * (ARN) condition operators" in the IAM user guide.
 */
export function arnWildcard(pattern: string): Matches {
  if (pattern === '*') return () => true;
  if (!/[*?]/.test(pattern) && partsOf(pattern).length === 6) return (text) => text === pattern;
  const parts = [...partsOf(pattern), ...Array<string>(6).fill('*')].slice(0, 6).map(wildcard);
  return (text) => {
    const given = partsOf(text);
    return given.length === 6 && parts.every((matches, index) => matches(given[index] ?? ''));
  };
}

function compile(pattern: string): Matches {
  if (!/[*?]/.test(pattern)) return (text) => text === pattern;
  const source = pattern
    .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (text) => expression.test(text);
}

/** The parts of an ARN; the last one keeps its colons. */
function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
