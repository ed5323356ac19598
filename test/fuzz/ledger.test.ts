import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { memoryLedger } from '../../adapters/ledger/memory-ledger.ts';
import { overrules } from '../../core/deployment/asks-users-back.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { shortened } from '../../core/shown.ts';
import { aDynamoLedger } from './a-dynamo-ledger.ts';
import { cases } from './cases.ts';
import { expectPlain, fuzz, fuzzTimeoutMs } from './fuzz.ts';
import { anyLedgerCall, opening } from './ledger-calls.ts';
import type { LedgerCall, Loaded } from './ledger-draws.ts';
import { namesIn, type Refusal, readable, refusalOf } from './ledger-state.ts';

type Came = { readonly answer: unknown } | { readonly refused: Refusal };

/** What a call came to. */
async function outcomeOf(call: LedgerCall, ledger: Ledger, loaded: Loaded): Promise<Came> {
  try {
    const answer = await call.make(ledger, loaded);
    expectPlain(answer);
    return { answer };
  } catch (error) {
    return { refused: refusalOf(error) };
  }
}

const nothingLoaded = (): Loaded => ({ deployments: new Map(), evidence: new Map() });

const isOver = ({ status }: Deployment) => status !== 'progressing' && status !== 'promoting' && status !== 'rolling-back';

/** What nothing undoes: a signal, unless one takes its place that asks for more, an ending, the number of decisions. */
function expectKept(before: Deployment, after: Deployment): void {
  const isOverruled = before.signal !== undefined && after.signal !== undefined && overrules(after.signal, before.signal);
  if (before.signal !== undefined && !isOverruled) expect(after.signal).toEqual(before.signal);
  if (isOver(before)) expect(after.status).toBe(before.status);
  expect(after.sequence).toBeGreaterThanOrEqual(before.sequence);
}

/** Compared first: an assertion costs more than most calls. */
function expectSame(call: LedgerCall, before: string, after: string): void {
  if (before !== after) expect({ [`${call.name} was refused`]: after }).toEqual({ [`${call.name} was refused`]: before });
}

describe('any calls of the ledger, in any order', () => {
  const anyCalls = fc.array(anyLedgerCall, { minLength: 1, maxLength: 25 }).map((calls) => [...opening, ...calls]);

  it('answer or refuse alike in memory and in DynamoDB, and leave what reads alike', { timeout: fuzzTimeoutMs }, async () => {
    const called = new Set<keyof Ledger>();
    await fuzz(anyCalls, cases.ledgerAlike, async (calls) => {
      const [memory, { ledger: dynamo }] = [memoryLedger(), await aDynamoLedger()];
      const [inMemory, inDynamo] = [nothingLoaded(), nothingLoaded()];
      for (const call of calls) {
        called.add(call.name);
        const [one, other] = [await outcomeOf(call, memory, inMemory), await outcomeOf(call, dynamo, inDynamo)];
        expect({ of: call.of, [call.name]: other }, `${call.name} ${shortened(JSON.stringify([one, other]), 800)}`).toEqual({
          of: call.of,
          [call.name]: one,
        });
      }
      const names = namesIn(calls);
      expect(await readable(dynamo, names)).toBe(await readable(memory, names));
    });
    expect([...called].sort()).toEqual(Object.keys(memoryLedger()).sort());
  });

  it('take back no signal, no ending and no decision', { timeout: fuzzTimeoutMs }, async () => {
    await fuzz(anyCalls, cases.ledgerKept, async (calls) => {
      const ledger = memoryLedger();
      const loaded = nothingLoaded();
      for (const call of calls) {
        const before = await ledger.find(call.of);
        await outcomeOf(call, ledger, loaded);
        const after = await ledger.find(call.of);
        if (before !== undefined && after !== undefined) expectKept(before, after);
        if (before !== undefined) expect(after).toBeDefined();
      }
    });
  });
});

describe('a call of the ledger that is refused', () => {
  const someCalls = fc.array(anyLedgerCall, { minLength: 5, maxLength: 25 }).map((calls) => [...opening, ...calls]);

  it('changes nothing that can be read in memory, and no item in DynamoDB, whatever it was refused for', {
    timeout: fuzzTimeoutMs,
  }, async () => {
    const told: Record<string, number> = { 'unknown id': 0, 'stale sequence': 0, 'stored signal': 0, 'stale evidence': 0, 'lost lease': 0 };
    await fuzz(someCalls, cases.ledgerRefused, async (calls) => {
      const [twin, memory, { ledger, items }] = [memoryLedger(), memoryLedger(), await aDynamoLedger()];
      const [byTwin, byMemory, byDynamo] = [nothingLoaded(), nothingLoaded(), nothingLoaded()];
      const [names, read] = [namesIn(calls), async () => `${await readable(memory, names)}${await items()}`];
      for (const call of calls) {
        // To read everything takes longer than to call: what will be refused is known from a ledger that goes ahead.
        const came = await outcomeOf(call, twin, byTwin);
        const before = 'refused' in came ? await read() : '';
        await outcomeOf(call, memory, byMemory);
        await outcomeOf(call, ledger, byDynamo);
        if (!('refused' in came)) continue;
        told[came.refused] = (told[came.refused] ?? 0) + 1;
        expectSame(call, before, await read());
      }
    });
    const { 'asked back': askedBack, ...often } = told;
    expect(Math.min(...Object.values(often))).toBeGreaterThan(50);
    expect(askedBack).toBeGreaterThan(0);
  });

  it('because a newer version wrote the record changes no item', { timeout: fuzzTimeoutMs }, async () => {
    let refused = 0;
    await fuzz(someCalls, cases.ledgerNewer, async (calls) => {
      const [{ ledger, items, raiseSchema }, loaded] = [await aDynamoLedger(), nothingLoaded()];
      for (const [index, call] of calls.entries()) {
        if (index === opening.length) await raiseSchema('orders-1');
        const before = await items();
        const came = await outcomeOf(call, ledger, loaded);
        if (!('refused' in came)) continue;
        if (came.refused === 'newer record') refused += 1;
        expectSame(call, before, await items());
      }
    });
    expect(refused).toBeGreaterThan(100);
  });
});
