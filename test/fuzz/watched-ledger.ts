import type { Ledger } from '../../adapters/ledger/ledger.ts';

const readings: ReadonlySet<string> = new Set([
  'heldLeases',
  'leaseOf',
  'load',
  'find',
  'tokenOf',
  'evidence',
  'profileOf',
  'events',
  'history',
  'owed',
] satisfies readonly (keyof Ledger)[]);

/** A ledger that says which of its calls would have written, with what. */
export function watchedLedger(ledger: Ledger): { readonly ledger: Ledger; readonly written: readonly (readonly unknown[])[] } {
  const written: (readonly unknown[])[] = [];
  const watched = Object.entries(ledger).map(([name, operation]) => [
    name,
    readings.has(name)
      ? operation
      : (...given: readonly unknown[]) => {
          written.push([name, ...given]);
          return Reflect.apply(operation, ledger, given);
        },
  ]);
  return { ledger: Object.fromEntries(watched), written };
}
