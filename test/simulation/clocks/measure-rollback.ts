import { seededRandom } from '../../../core/seeded-random.ts';
import { awsLatencies, sampleLatency } from '../../../local/latency.ts';
import { wellBehaved } from '../../../local/tasks/modelled-runtime.ts';
import type { Manner } from '../scenario/manner.ts';
import { type Started, startSimulated } from '../world/start-simulated.ts';
import { halfRefused } from './half-refused.ts';
import { measuredService } from './measured-service.ts';
import { drawMetricLag } from './metric-lag.ts';
import { Stopwatch } from './stopwatch.ts';

/** What goes wrong with the candidate: slow answers that only an alarm sees, a task that crashes, or errors that only the judge sees. */
export type Cause = 'alarm' | 'crash' | 'judged';

/** The three clocks of one rollback, and what people call the rollback time: by the rule, and by users. World milliseconds. */
export interface RollbackTimes {
  readonly onsetToDetected: number;
  readonly detectedToAccepted: number;
  readonly acceptedToLastServed: number;
  /** From the signal to the rule read back with every user on stable: what ELB was told. Its load balancer may act on it later. */
  readonly signalToConfirmed: number;
  /** From the signal to the later of that and the last moment at which the load balancer sent the candidate users. */
  readonly signalToLastUser: number;
}

/** What is measured. */
export interface Measurement {
  readonly assembly: string;
  readonly cause: Cause;
  readonly seed: number;
  /** Half of all calls are refused, from the onset on, as long as it lasts. */
  readonly throttled: boolean;
}

/** A rollback that takes longer than this has failed. World seconds. */
const giveUpSeconds = 1_800;

/**
 * Brings a candidate to 25 % of the users, lets it go wrong at a random moment and takes the time until they are back.
 *
 * @throws {RangeError} nobody brought them back.
 */
export async function measureRollback({ assembly, cause, seed, throttled }: Measurement): Promise<RollbackTimes> {
  const random = seededRandom(Math.imul(seed, 0x85ebca6b));
  const stopwatch = new Stopwatch();
  const refuses = halfRefused(random);
  const started = await startSimulated({
    assembly,
    scenario: { seed, releasing: [measuredService.name], acts: [], campaigns: [], faultsEndSeconds: 0 },
    services: [measuredService],
    afterCall: stopwatch.afterCall,
    onDelivery: stopwatch.onDelivery,
    tell: () => undefined,
    latency: (name) => sampleLatency(awsLatencies[name], random),
    metricLagSeconds: () => drawMetricLag(random),
    sdkRetries: true,
    throttle: (call) => (throttled && stopwatch.isRunning() ? refuses(call) : undefined),
  });
  try {
    started.sim.world.ecr.push(
      started.versions.image(
        'shop',
        '1.1.0',
        mannerOf(cause, () => stopwatch.isRunning()),
      ),
    );
    await waitFor(started, 'a quarter of the users on the candidate', () => started.sim.service('shop').green.liveWeight === 25);
    await started.advance(60 + 60 * random());
    stopwatch.start(started.sim);
    if (cause === 'crash') started.sim.crashTask('shop', 'green');
    await waitFor(started, `users to be back (${cause}, seed ${seed})`, () => stopwatch.isOver());
    return stopwatch.times();
  } finally {
    await started.stop();
  }
}

function mannerOf(cause: Cause, isOn: () => boolean): Manner {
  const healthy = { name: 'good', image: wellBehaved, flagrant: true } as const;
  return {
    ...healthy,
    errorShare: () => (cause === 'judged' && isOn() ? 0.03 : 0.001),
    get slowness() {
      return cause === 'alarm' && isOn() ? 12 : 1;
    },
  };
}

async function waitFor({ advance, sim }: Started, what: string, isThere: () => boolean): Promise<void> {
  const giveUpAt = sim.elapsedSeconds() + giveUpSeconds;
  while (!isThere()) {
    if (sim.elapsedSeconds() > giveUpAt) throw new RangeError(`waited ${giveUpSeconds} s of the world for ${what}`);
    await advance(1);
  }
}
