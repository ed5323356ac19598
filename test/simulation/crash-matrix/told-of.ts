import type { Injection } from '../faults/fault.ts';
import type { Simulated } from '../world/simulated.ts';

/** Begins the trouble of a run, and tells whenever something of it happens: an act whose time has come, or something that goes otherwise. */
export function toldOf(also: (sim: Simulated) => Injection, sim: Simulated, tell: () => void): Injection {
  const after: Simulated['after'] = (delayMs, act) =>
    sim.after(delayMs, () => {
      tell();
      act();
    });
  const injection = also({ ...sim, after });
  return Object.fromEntries(
    Object.entries(injection).map(([name, asked]: [string, (...args: unknown[]) => unknown]) => [
      name,
      (...args: unknown[]) => {
        const answer = asked(...args);
        if (answer !== undefined) tell();
        return answer;
      },
    ]),
  );
}
