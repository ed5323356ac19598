import { type Random, seededRandom } from '../../../core/seeded-random.ts';
import { faultNames } from '../faults/fault-kinds.ts';
import type { MannerName } from './manner.ts';
import type { Act, Campaign, Scenario } from './scenario.ts';
import { type ServiceName, simulatedServices } from './simulated-services.ts';

/** How often each manner is drawn, in shares of the sum. Good releases lead, so that promotions meet faults too. */
const mannerShares: Readonly<Record<MannerName, number>> = {
  good: 10,
  'slow-to-start': 2,
  'crashes-at-start': 1,
  'never-healthy': 1,
  'fails-requests': 3,
  'answers-slowly': 2,
  'crashes-under-load': 2,
  'fails-at-times': 1,
  worsens: 1,
};

const [firstActSeconds, lastActSeconds] = [30, 1_500];
const [campaignSecondsMin, campaignSecondsMax] = [20, 400];

/** Draws everything that a seed decides beforehand; what happens in the run is drawn from streams of the same seed. */
export function drawScenario(seed: number): Scenario {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1));
  const acts = simulatedServices.flatMap(({ name }) => drawActs(random, name)).toSorted((a, b) => a.atSeconds - b.atSeconds);
  const campaigns = Array.from({ length: between(random, 4, 14) }, () => drawCampaign(random));
  const faultsEndSeconds = Math.max(lastActSeconds, ...campaigns.map(({ untilSeconds }) => untilSeconds));
  return { seed, acts, campaigns, faultsEndSeconds };
}

function drawActs(random: Random, service: ServiceName): Act[] {
  const acts: Act[] = [];
  const pushes = between(random, 0, 3);
  for (let index = 0; index < pushes; index += 1) {
    const atSeconds = between(random, firstActSeconds, lastActSeconds - 400);
    const version = `1.${index + 1}.0`;
    acts.push({ kind: 'push', atSeconds, service, version, manner: weighted(random, mannerShares) });
    if (random() < 0.15) acts.push({ kind: 'ask', atSeconds: atSeconds + between(random, 0, 300), service, version });
    if (random() < 0.85) acts.push(...approvals(random, service, atSeconds));
  }
  if (pushes > 0 && random() < 0.2) acts.push({ kind: 'abort', atSeconds: between(random, 100, lastActSeconds), service });
  if (pushes > 0 && random() < 0.2) acts.push({ kind: 'rollback', atSeconds: between(random, 400, lastActSeconds), service });
  return acts;
}

/** People look now and then; some approvals come when nobody asked. */
function approvals(random: Random, service: ServiceName, atSeconds: number): Act[] {
  return Array.from({ length: 4 }, () => ({ kind: 'approve', atSeconds: atSeconds + between(random, 30, 600), service }) as const);
}

function drawCampaign(random: Random): Campaign {
  const fromSeconds = between(random, 0, lastActSeconds - 100);
  const { name } = pick(random, simulatedServices);
  return {
    fault: pick(random, faultNames),
    fromSeconds,
    untilSeconds: fromSeconds + between(random, campaignSecondsMin, campaignSecondsMax),
    intensity: 0.05 + 0.95 * random() ** 2,
    service: name,
  };
}

function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

function pick<T>(random: Random, from: readonly T[]): T {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}

function weighted<Name extends string>(random: Random, shares: Readonly<Record<Name, number>>): Name {
  const entries = Object.entries(shares) as [Name, number][];
  let left = random() * entries.reduce((sum, [, share]) => sum + share, 0);
  for (const [name, share] of entries) {
    left -= share;
    if (left < 0) return name;
  }
  return pick(random, entries)[0];
}
