import { seededRandom } from '../../../core/seeded-random.ts';
import type { CallFault } from '../../../local/aws/router.ts';
import type { Campaign } from '../scenario/scenario.ts';
import type { Simulated } from '../world/simulated.ts';
import type { FaultKind, Injection } from './fault.ts';

/** The injections of the campaigns that go on now, as one. */
export interface Injections extends Required<Omit<Injection, 'end'>> {
  /** Begins and ends campaigns as their times come. */
  schedule(sim: Simulated, kinds: readonly FaultKind[]): void;
  /** Ends all that go on. */
  stop(): void;
  /** How many faults were injected so far, by campaign and by what went wrong. */
  readonly counted: ReadonlyMap<string, number>;
}

/** Makes an empty board; a world asks it from its first call on. */
export function injectionBoard(): Injections {
  const active = new Map<Campaign, Injection>();
  const counted = new Map<string, number>();
  const all = () => [...active.values()];
  const stop = (campaign: Campaign): void => {
    active.get(campaign)?.end?.();
    active.delete(campaign);
  };
  const begin = (sim: Simulated, kind: FaultKind, campaign: Campaign, index: number): void => {
    const count = (what: string): void => {
      counted.set(kind.name, (counted.get(kind.name) ?? 0) + 1);
      sim.tell(`fault ${kind.name}: ${what}`);
    };
    const random = seededRandom(Math.imul(sim.scenario.seed, 31) + index);
    active.set(campaign, kind.begin({ sim, campaign, random, count }));
  };
  return {
    counted,
    call: (call): CallFault | undefined => first(all(), ({ call: of }) => of?.(call)),
    arrivals: (delivery) => first(all(), ({ arrivals }) => arrivals?.(delivery)),
    metricLagSeconds: (namespace) => first(all(), ({ metricLagSeconds }) => metricLagSeconds?.(namespace)),
    metricsFate: (group) => first(all(), ({ metricsFate }) => metricsFate?.(group)),
    // Two troubles at once are no worse than the worse of them: what checks allow for is one minute, and five seconds.
    propagationMs: () => Math.max(0, ...all().map(({ propagationMs }) => propagationMs?.() ?? 0)),
    taskStart: (task) => first(all(), ({ taskStart }) => taskStart?.(task)),
    healthCheck: (image) => first(all(), ({ healthCheck }) => healthCheck?.(image)),
    skewMs: (functionName) => first(all(), ({ skewMs }) => skewMs?.(functionName)) ?? 0,
    schedule: (sim, kinds) => {
      for (const [index, campaign] of sim.scenario.campaigns.entries()) {
        const kind = kinds.find(({ name }) => name === campaign.fault);
        if (kind === undefined) continue;
        sim.after(campaign.fromSeconds * 1_000, () => begin(sim, kind, campaign, index));
        sim.after(campaign.untilSeconds * 1_000, () => stop(campaign));
      }
    },
    stop: () => {
      for (const campaign of [...active.keys()]) stop(campaign);
    },
  };
}

/** The first answer that is one. */
function first<Answer>(injections: readonly Injection[], ask: (of: Injection) => Answer | undefined): Answer | undefined {
  for (const injection of injections) {
    const answer = ask(injection);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
