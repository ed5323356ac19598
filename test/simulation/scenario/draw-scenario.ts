import { type Random, seededRandom } from '../../../core/seeded-random.ts';
import { faultNames, isPatient } from '../faults/fault-kinds.ts';
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

/** How many services release, and how often each of them. Most seeds are small, so that there are many; what needs more shows in the others. */
const releasingShares = { 1: 12, 2: 5, 3: 3 } as const;
const pushShares = { 1: 11, 2: 6, 3: 3 } as const;

const firstActSeconds = 30;
const [lastActMin, lastActMax] = [300, 1_300];
const [campaignSecondsMin, campaignSecondsMax] = [20, 400];
/** From the last push until it is promoted, if it is, or nearly so. */
const promotedSeconds = 500;

/** Draws everything that a seed decides beforehand; what happens in the run is drawn from streams of the same seed. */
export function drawScenario(seed: number): Scenario {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1));
  const lastActSeconds = between(random, lastActMin, lastActMax);
  const releasing = drawServices(random);
  const acts = releasing.flatMap((name) => drawActs(random, name, lastActSeconds)).toSorted((a, b) => a.atSeconds - b.atSeconds);
  const campaigns = Array.from({ length: releasing.length + between(random, 1, 5) }, () => drawCampaign(random, releasing, lastActSeconds));
  const faultsEndSeconds = Math.max(lastActSeconds, ...campaigns.map(({ untilSeconds }) => untilSeconds));
  return { seed, releasing, acts, campaigns, faultsEndSeconds };
}

function drawServices(random: Random): ServiceName[] {
  const left = simulatedServices.map(({ name }) => name);
  const count = Number(weighted(random, releasingShares));
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)).flat();
}

function drawActs(random: Random, service: ServiceName, lastActSeconds: number): Act[] {
  const acts: Act[] = [];
  const pushes = Number(weighted(random, pushShares));
  for (let index = 0; index < pushes; index += 1) {
    const atSeconds = between(random, firstActSeconds, lastActSeconds - 200);
    const version = `1.${index + 1}.0`;
    acts.push({ kind: 'push', atSeconds, service, version, manner: weighted(random, mannerShares) });
    if (random() < 0.15) acts.push({ kind: 'ask', atSeconds: atSeconds + between(random, 0, 300), service, version });
    if (random() < 0.85) acts.push(...approvals(random, service, atSeconds));
  }
  if (random() < 0.2) acts.push({ kind: 'abort', atSeconds: between(random, 100, lastActSeconds), service });
  if (random() < 0.2) acts.push({ kind: 'rollback', atSeconds: between(random, 200, lastActSeconds), service });
  return acts;
}

/** People look now and then; some approvals come when nobody asked, and some people approve everything at once. */
function approvals(random: Random, service: ServiceName, atSeconds: number): Act[] {
  return Array.from({ length: 4 }, () => {
    const at = atSeconds + between(random, 30, 600);
    return { kind: 'approve', atSeconds: at, service, isAhead: random() < 0.3 } as const;
  });
}

function drawCampaign(random: Random, releasing: readonly ServiceName[], lastActSeconds: number): Campaign {
  const fromSeconds = between(random, 0, lastActSeconds - 100);
  const fault = pick(random, faultNames);
  const drawnSeconds = between(random, campaignSecondsMin, campaignSecondsMax);
  return {
    fault,
    fromSeconds,
    untilSeconds: isPatient(fault) ? lastActSeconds + promotedSeconds : fromSeconds + drawnSeconds,
    intensity: 0.05 + 0.95 * random() ** 2,
    service: pick(random, releasing),
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

function weighted<Name extends string | number>(random: Random, shares: Readonly<Record<Name, number>>): `${Name}` {
  const entries = Object.entries<number>(shares) as [`${Name}`, number][];
  let left = random() * entries.reduce((sum, [, share]) => sum + share, 0);
  for (const [name, share] of entries) {
    left -= share;
    if (left < 0) return name;
  }
  return pick(random, entries)[0];
}
