const part = ['DrainCandidate', 'ReadRestored', 'Restored?'];

/** The states of a drain whose scaling is held: three reads for a shift that may land late, and one at its end. */
export const drained: readonly string[] = [...part, ...part, ...part, ...part];
