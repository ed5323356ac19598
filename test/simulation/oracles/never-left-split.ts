import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { wholeAgain } from './whole-again.ts';

/** Faults that touch neither the reconciler, the sweep and the restore, nor what these three cannot do without: the last takes only the rest. */
const harmless: readonly string[] = [
  ...['stopped-executions', 'autoscaling', 'flapping-alarms', 'silenced-alarms'],
  ...['late-metrics', 'missing-metrics', 'corrected-metrics'],
  ...['late-guard', 'contested-move', 'contested-launch', 'dies-at-admission', 'stopped-rollback', 'blind-reconciler'],
];

function isClear(sim: Simulated): boolean {
  const seconds = sim.elapsedSeconds();
  return !sim.scenario.campaigns.some(
    ({ fault, fromSeconds, untilSeconds }) => seconds >= fromSeconds && seconds <= untilSeconds && !harmless.includes(fault),
  );
}

/** An execution was stopped, timed out or died. */
export const neverLeftSplit: Oracle = {
  id: 'F20',
  name: 'no split traffic without its machine',
  holds:
    'users whom a machine left split when it ended, or left where they were when a promotion was to be taken back, are whole again within two sweeps and a restore, 150 s in all and the time of a launch where stable has to grow, as long as no fault is in the way and stable serves; when everything is at rest, nobody is split by what Sluice wrote',
  watch: wholeAgain(isClear),
};
