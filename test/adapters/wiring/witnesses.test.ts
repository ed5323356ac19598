import { afterAll, describe, expect, it, vi } from 'vitest';

const worldKey = Symbol.for('sluice.world');
afterAll(() => void Reflect.deleteProperty(globalThis, worldKey));

describe('the witnesses', () => {
  it('of an event have one short try each, and the catalogue has three: without its answer a name is kept for ever', async () => {
    const told: unknown[] = [];
    const use = (client: object, tries: unknown) => told.push([client.constructor.name, tries]);
    vi.resetModules();
    Reflect.set(globalThis, worldKey, { now: () => new Date(), use });
    const { witnesses } = await import('../../../adapters/wiring/witnesses.ts');
    witnesses();
    expect(told).toEqual([
      ['CloudWatchClient', 1],
      ['ECSClient', 1],
      ['SSMClient', 3],
    ]);
  });
});
