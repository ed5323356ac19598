/** Ids as AWS writes them, from one source of chance, so that a run with the same seed names everything the same. */
export interface Identifiers {
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string;
  /** `length` decimal digits, the first not 0. */
  digits(length: number): string;
  uuid(): string;
}

/** Makes ids from `random`, uniform in [0, 1). */
export function identifiers(random: () => number): Identifiers {
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  return {
    hex,
    digits: (length) =>
      Array.from({ length }, (_, index) => (index === 0 ? 1 + Math.floor(random() * 9) : Math.floor(random() * 10))).join(''),
    uuid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
  };
}
