import { setTimeout as sleep } from 'node:timers/promises';

const lookMs = 50;
const patienceMs = 10_000;

/** Waits until something behind the load balancer answers well; false when nothing does within ten seconds of wall time. */
export async function isServing(url: string): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookMs) {
    const answer = await fetch(url);
    await answer.text();
    if (answer.status < 500) return true;
    await sleep(lookMs);
  }
  return false;
}
