import type { VirtualClock } from '../../local/clocks/virtual-clock.ts';
import type { LocalWorld } from '../../local/world.ts';
import { type Execution, executionsOf } from './executions.ts';

/** What a test waits for: facts, while world time goes on. */
export interface Waits {
  /** Lets world time pass until something is there. @throws {RangeError} it is not there after two hours of the world. */
  until<T>(what: string, look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T>;
  deployments(): Promise<readonly Execution[]>;
  restores(): Promise<readonly Execution[]>;
  /** The deployment with that index, once it has ended. */
  ended(index?: number): Promise<Execution>;
  /** The deployment with that index, once it has entered a state that often. */
  entered(state: string, times?: number, index?: number): Promise<Execution>;
}

const worldSecondsMax = 2 * 3_600;
/** How often `until` looks, in world time: as often as users come. */
const lookMs = 5_000;

/** Makes the waits of one world. */
export function waiting({ aws }: LocalWorld, clock: VirtualClock): Waits {
  const until: Waits['until'] = async (what, look) => {
    const giveUpAt = clock.now().getTime() + worldSecondsMax * 1_000;
    for (;;) {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      if (clock.now().getTime() > giveUpAt) throw new RangeError(`waited ${worldSecondsMax} s of the world for ${what}`);
      await clock.advance(lookMs);
    }
  };
  const deployments = () => executionsOf(aws, 'deployment');
  return {
    until,
    deployments,
    restores: () => executionsOf(aws, 'restore'),
    ended: (index = 0) =>
      until(`deployment ${index} to end`, async () => {
        const execution = (await deployments())[index];
        return execution !== undefined && execution.status !== 'RUNNING' && execution;
      }),
    entered: (state, times = 1, index = 0) =>
      until(`deployment ${index} to enter ${state} ${times} times`, async () => {
        const execution = (await deployments())[index];
        return execution !== undefined && execution.path.filter((each) => each === state).length >= times && execution;
      }),
  };
}
