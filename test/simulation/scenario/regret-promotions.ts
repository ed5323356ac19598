import type { Random } from '../../../core/seeded-random.ts';
import { firstEnteredMs } from '../oracles/seen/entered-states.ts';
import type { Started } from '../world/start-simulated.ts';
import type { ServiceName } from './simulated-services.ts';

/** How many promotions somebody regrets, and within which time: mostly before the old lane is put to rest. */
const [regretted, withinSeconds] = [0.25, 150];

/** Takes some promoted versions back, as people do who find something later. Returns what is to be called every few seconds. */
export function regrettingPromotions({ sim }: Started, random: Random, rollBack: (service: ServiceName) => void): () => void {
  const known = new Set<string>();
  return () => {
    for (const { id, service, execution } of sim.deployments()) {
      if (known.has(id) || firstEnteredMs(execution, 'RecordPromotion') === undefined) continue;
      known.add(id);
      if (random() < regretted) sim.after(random() * withinSeconds * 1_000, () => rollBack(service));
    }
  };
}
