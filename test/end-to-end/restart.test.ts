import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { aReleasedService } from './a-released-service.ts';

it('the ledger and its history outlive the world', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'sluice-data-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
  const first = await aReleasedService({ dataFolder, seed: 1 });
  first.push('1.1.0');
  const { name } = await first.ended();
  const history = await first.ledger.history('storefront', 10);
  const events = await first.ledger.events(name);
  await first.stop();

  const second = await aReleasedService({ dataFolder, seed: 2 });
  expect(await second.ledger.history('storefront', 10)).toEqual(history);
  expect(await second.ledger.events(name)).toEqual(events);
  // What the history says of lanes and rules must mean the same in the new world.
  expect(second.wiring).toEqual(first.wiring);
});
