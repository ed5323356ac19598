import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../adapters/ledger/memory-ledger.ts';
import { trafficInTurn } from '../../adapters/traffic-in-turn.ts';
import type { SeenTraffic } from '../../adapters/traffic-reader.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { aPlan, secondsLater } from '../core/builders.ts';

const seen: SeenTraffic = { traffic: { kind: 'weights', weights: new Map() }, healthyCandidates: 2, healthyStable: 2 };

/** Many deployments that share a ledger; `look` answers whether one of them read its traffic. */
function manyDeployments() {
  const ledger = memoryLedger();
  let seconds = 0;
  let reads = 0;
  const reader = {
    read: async () => {
      reads += 1;
      return seen;
    },
  };
  const traffic = trafficInTurn(reader, ledger, () => secondsLater(seconds));
  const look = () =>
    traffic.read(aPlan()).then(
      (read) => read === seen,
      (error: unknown) => {
        if (!(error instanceof DependencyError)) throw error;
        return false;
      },
    );
  const at = (later: number): void => {
    seconds = later;
  };
  return { look, reads: () => reads, at, reader };
}

describe('traffic that is read in turn', () => {
  it('is read as often as the account can bear, and not asked for beyond', async () => {
    const { look, reads, at } = manyDeployments();
    const looks = await Promise.all(Array.from({ length: 50 }, look));
    expect(looks.filter(Boolean)).toHaveLength(limits.glancesAtOnce.value);
    expect(reads()).toBe(limits.glancesAtOnce.value);
    at(3 * limits.glanceSeconds.value);
    expect((await Promise.all(Array.from({ length: 50 }, look))).filter(Boolean)).toHaveLength(3);
  });

  it('is always read by sixty deployments that look once a minute', async () => {
    const { look, at } = manyDeployments();
    const missed: number[] = [];
    for (let second = 0; second < 600; second += limits.glanceSeconds.value) {
      at(second);
      if (!(await look())) missed.push(second);
    }
    expect(missed).toEqual([]);
  });

  it('is unread when the ledger does not answer', async () => {
    const { reader } = manyDeployments();
    const silent = { turnNow: () => Promise.reject(new DependencyError('DynamoDB did not answer: try again')) };
    await expect(trafficInTurn(reader, silent, () => secondsLater(0)).read(aPlan())).rejects.toThrow('DynamoDB did not answer');
  });
});
