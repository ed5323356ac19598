import type { Execution } from '../../../local/asl/execution.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { enteredBy, firstEnteredMs } from './seen/entered-states.ts';
import { seen } from './seen/seen.ts';
import { eachShift, type ShiftSeen } from './seen/shift-seen.ts';
import { type WayBack, waysBack } from './seen/ways-back.ts';

/** A call that was in flight when its lane was stopped is looked for this long after the way back began. */
const inFlightSeconds = 30;

/** The wait for the next read, the pause and the tries that follow it. */
const undoneSeconds = 45;

/** A call that takes longer is a fault of its own, as is one that fails, other than to hold scaling: what comes after it is late for that. */
const answerSeconds = 1;

/** The worst of a way back: users come back, and leave again unseen. */
export const lateShiftsUndone: Oracle = {
  id: 'F07',
  name: 'a shift that lands late is undone',
  holds: `users whom a call in flight sends to a candidate within ${inFlightSeconds} s after its way back began, in its own machine or in one that took over, are back on stable ${undoneSeconds} s later, unless a call of the way back takes more than a second, or fails to look or to send users back`,
  watch: (sim) => {
    const book = seen(sim);
    const late = new Map<ServiceName, ShiftSeen>();
    const shifts = eachShift(book, (shift) => void (landedLate(sim, shift) && late.set(shift.service, shift)));
    return {
      afterCall: ({ service }) => (service === 'ElasticLoadBalancingV2' ? shifts() : undefined),
      everyFewSeconds: () => {
        for (const [service, { deployment, change, percent }] of late) {
          const goes = waysOf(sim, deployment.id).findLast(({ execution }) => execution.outcome === undefined);
          if (goes === undefined || book.traffic.of(service).at(-1)?.atMs !== change.atMs || isTroubled(goes.execution, sim.now()))
            late.delete(service);
          else if (sim.now().getTime() - Math.max(change.atMs, goes.sinceMs) > undoneSeconds * 1_000)
            return `${deployment.id} goes back, and has left ${percent} % on its candidate for ${undoneSeconds} s, whom a late call sent there`;
        }
        return undefined;
      },
    };
  },
};

function landedLate(sim: Simulated, { deployment, change }: ShiftSeen): boolean {
  // Its own machine may be gone: another one goes back then.
  const backMs = Math.min(...waysOf(sim, deployment.id).map(({ sinceMs }) => sinceMs));
  return change.atMs >= backMs && change.atMs - backMs <= inFlightSeconds * 1_000;
}

function waysOf(sim: Simulated, deploymentId: string): readonly WayBack[] {
  return waysBack(sim).filter(({ plan }) => plan.deploymentId === deploymentId);
}

/** It calls a person, or a call that it made since it began to go back was slow, has had no answer yet, or failed. */
function isTroubled(execution: Execution, now: Date): boolean {
  if (firstEnteredMs(execution, 'PageHuman') !== undefined) return true;
  const { events } = execution.history;
  // What ended the way forward fails in the same moment.
  const began = events.findIndex((event) => enteredBy(event) === 'InspectStable');
  return events.some(({ type, at, previousEventId, details }, index) => {
    if (index < began) return false;
    if (type === 'TaskFailed') return !holdsScaling(details?.());
    if (type === 'TaskTimedOut') return true;
    if (type === 'TaskStarted') return index === events.length - 1 && now.getTime() - at.getTime() > answerSeconds * 1_000;
    const started = events[previousEventId - 1];
    return type === 'TaskSucceeded' && started !== undefined && at.getTime() - started.at.getTime() > answerSeconds * 1_000;
  });
}

/** Scaling that AWS refuses to hold is asked for again between the reads: they do not wait for it. */
function holdsScaling(details: Readonly<Record<string, unknown>> | undefined): boolean {
  const failed = details?.taskFailedEventDetails as { readonly resource?: string } | undefined;
  return failed?.resource === 'registerScalableTarget';
}
