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
  const hex = (length: number) => {
    let text = '';
    for (let index = 0; index < length; index += 1) text += hexDigits.charAt(Math.floor(random() * 16));
    return text;
  };
  return {
    hex,
    digits: (length) =>
      Array.from({ length }, (_, index) => (index === 0 ? 1 + Math.floor(random() * 9) : Math.floor(random() * 10))).join(''),
    uuid: () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
  };
}

const hexDigits = '0123456789abcdef';
