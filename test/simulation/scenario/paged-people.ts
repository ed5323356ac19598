import type { Random } from '../../../core/seeded-random.ts';
import type { Started } from '../world/start-simulated.ts';

/** People who are called come after some minutes, and give a deployment that still runs up when it is still not over by then. */
const [answerSecondsMin, answerSecondsMax] = [300, 1_200];

/** Who gave a deployment up and sees it still run gives it up again: an event may have been lost. */
const againSeconds = 600;

/** People who want to be sure: whoever is called about a deployment that runs aborts it. Returns what is to be called every few seconds. */
export function pagedPeople({ sim }: Started, random: Random, abort: (service: string) => void): () => void {
  let answered = 0;
  const answer = (deploymentId: string): void => {
    const running = sim.deployments().find(({ id, execution }) => id === deploymentId && execution.outcome === undefined);
    if (running === undefined) return;
    abort(running.service);
    sim.after(againSeconds * 1_000, () => answer(deploymentId));
  };
  return () => {
    const pages = sim.world.sns.published();
    for (const { message } of pages.slice(answered)) {
      const id = deploymentIn(message);
      const seconds = answerSecondsMin + random() * (answerSecondsMax - answerSecondsMin);
      if (id !== undefined) sim.after(seconds * 1_000, () => answer(id));
    }
    answered = pages.length;
  };
}

/** Alarms page too, in words of CloudWatch. */
function deploymentIn(message: string): string | undefined {
  return /"deploymentId":"([^"]+)"/.exec(message)?.[1];
}
