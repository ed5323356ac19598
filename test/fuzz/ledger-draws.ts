import fc from 'fast-check';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Evidence } from '../../core/analysis/evidence.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';

/** What was loaded in a sequence of calls, by deployment: decisions and looks rest on it, also when somebody else has moved on since. */
export interface Loaded {
  readonly deployments: Map<string, Deployment>;
  readonly evidence: Map<string, Evidence>;
}

/** One call of the ledger's API. */
export interface LedgerCall {
  readonly name: keyof Ledger;
  readonly of: string;
  /** What it is called with: shown with a sequence that failed. */
  readonly given: readonly unknown[];
  make(ledger: Ledger, loaded: Loaded): Promise<unknown>;
}

const odd = [
  '__proto__',
  'constructor',
  'toString',
  'Ω👩‍👩‍👧‍👦',
  'a b',
  '#pk',
  ':pk',
  'DEPLOYMENT#orders-1',
  'retire:orders-1',
  'x'.repeat(200),
];

/** Mostly the same ones: what one call does shows in what the next ones of the same record answer. */
export function mostly(usual: string, ...others: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ arbitrary: fc.constant(usual), weight: 8 }, { arbitrary: fc.constantFrom(...others, ...odd), weight: 2 });
}

export const anyId = mostly('orders-1', 'orders-2');
export const anyService = mostly('orders', 'billing');

type Make<Given extends readonly unknown[]> = (ledger: Ledger, given: Given, loaded: Loaded) => Promise<unknown>;

/** Calls of one operation; the first value is what it concerns. */
export function call<Given extends readonly [string, ...unknown[]]>(
  name: keyof Ledger,
  given: fc.Arbitrary<Given>,
  make: Make<Given>,
): fc.Arbitrary<LedgerCall> {
  return given.map((values) => ({ name, of: values[0], given: values, make: (ledger, loaded) => make(ledger, values, loaded) }));
}
