import type { Random } from '../../../core/seeded-random.ts';
import { firstEnteredMs } from '../oracles/seen/entered-states.ts';
import type { Started } from '../world/start-simulated.ts';
import type { ServiceName } from './simulated-services.ts';

/** How many promotions somebody regrets, and within which time: mostly before the old lane is put to rest. */
const [regretted, withinSeconds] = [0.25, 150];

/** How many of them are mended by a next version, and how long that takes. */
const [mended, mendedSeconds] = [0.8, 120];

/** So often somebody regrets a promotion of one service: who mends without end keeps the world from coming to rest. */
const regretsMax = 2;

/** Nor does anybody regret a promotion so late after the last fault: the release that mends it has to end in the time in which all is to be at rest. */
const lateSeconds = 1_800;

/** What people do about a promotion that they regret. */
interface Regretting {
  readonly rollBack: (service: ServiceName) => void;
  readonly pushMended: (service: ServiceName) => void;
}

/**
 * People who find something later: they take some promoted versions back, and push a mended one soon after, whose release meets the rollback
 * window of the one before. Returns what is to be called every few seconds.
 */
export function regretfulReleasers({ sim }: Started, random: Random, { rollBack, pushMended }: Regretting): () => void {
  const known = new Set<string>();
  const regrets = new Map<string, number>();
  return () => {
    for (const { id, service, execution } of sim.deployments()) {
      if (known.has(id) || firstEnteredMs(execution, 'RecordPromotion') === undefined) continue;
      known.add(id);
      const [isRegretted, regretsMs, isMended] = [random() < regretted, random() * withinSeconds * 1_000, random() < mended];
      const before = regrets.get(service) ?? 0;
      const isLate = sim.elapsedSeconds() > sim.scenario.faultsEndSeconds + lateSeconds;
      if (!isRegretted || isLate || before === regretsMax) continue;
      regrets.set(service, before + 1);
      sim.after(regretsMs, () => rollBack(service));
      if (isMended) sim.after(regretsMs + mendedSeconds * 1_000, () => pushMended(service));
    }
  };
}
