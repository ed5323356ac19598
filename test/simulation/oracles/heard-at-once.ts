import type { CallRecord } from '../../../local/aws/router.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { enteredStates, firstEnteredMs } from './seen/entered-states.ts';
import { entriesIn } from './seen/entries-in.ts';
import { isSluices } from './seen/machine-of.ts';
import { type AdmittedSeen, type Seen, seen } from './seen/seen.ts';
import { signalledRecord } from './seen/signalled-record.ts';

/** A candidate that is being launched is inspected every ten seconds; from then on the guard is answered at once. */
const heardSeconds = 15;

/** What a fault leaves behind when it is over: a call without an answer that takes two minutes, and the pause before the next try. */
const aftermathSeconds = 180;

/** Faults that keep nobody from hearing of anything. */
const harmless: readonly string[] = [
  ...['autoscaling', 'late-metrics', 'missing-metrics', 'corrected-metrics', 'late-weights'],
  ...['crashing-tasks', 'ill-tasks', 'silenced-alarms', 'stopped-executions'],
];

/** Where a machine goes forward no more. */
const turned: readonly string[] = ['InspectStable', 'ReadUnlaunched', 'PageLeaseLost', 'AlreadyOver', 'RecordPromotion'];

/** Something that ends a deployment: a word for it, and when it was. */
interface Ending {
  readonly what: string;
  readonly atMs: number;
}

/** Looks find the same a minute or two later: users must not wait for them. */
export const heardAtOnce: Oracle = {
  id: 'F06',
  name: 'what ends a deployment is heard at once',
  holds: `without a fault, a deployment goes back within ${heardSeconds} s of a stored signal, of an alarm of it that rings, of a task of its candidate that crashes, and of a person who asks for it`,
  watch: (sim) => {
    const book = seen(sim);
    const unheard = new Map<string, Ending>();
    const note = (deployment: AdmittedSeen | undefined, what: string, atMs: number): void => {
      if (deployment === undefined || unheard.has(deployment.id) || !isClear(sim) || !isForward(deployment, atMs)) return;
      unheard.set(deployment.id, { what, atMs });
    };
    const rings = ringsOf(sim);
    const crashes = crashesOf(book);
    return {
      afterCall: (ended) => {
        const signalled = signalledRecord(ended);
        const nowMs = sim.now().getTime();
        if (signalled !== undefined) note(book.find(signalled), 'its signal was stored', nowMs);
        const service = askedBack(ended);
        const asked = service && running(book).find(({ plan }) => plan.service === service);
        if (asked) note(asked, 'a person asked for it', nowMs);
        return undefined;
      },
      everyFewSeconds: () => {
        for (const { AlarmName = '', atMs } of rings()) {
          for (const each of running(book)) if (guards(each, AlarmName)) note(each, `${AlarmName} rang`, atMs);
        }
        for (const { deployment, arn } of crashes()) note(deployment, `${arn} crashed`, sim.now().getTime());
        if (!isClear(sim)) unheard.clear();
        for (const [id, { what, atMs }] of unheard) {
          const deployment = book.find(id);
          if (deployment === undefined || hasTurned(deployment)) unheard.delete(id);
          else if (sim.now().getTime() - atMs > heardSeconds * 1_000) return `${id} still goes forward ${heardSeconds} s after ${what}`;
        }
        return undefined;
      },
    };
  },
};

function isClear(sim: Simulated): boolean {
  const seconds = sim.elapsedSeconds();
  return !sim.scenario.campaigns.some(
    ({ fault, fromSeconds, untilSeconds }) =>
      seconds >= fromSeconds && seconds <= untilSeconds + aftermathSeconds && !harmless.includes(fault),
  );
}

/** Before it inspects its candidate, nobody waits for a signal: what ends it is found before the launch. */
function isForward(deployment: AdmittedSeen, atMs: number): boolean {
  const inspectedMs = firstEnteredMs(deployment.execution, 'InspectCandidate');
  return inspectedMs !== undefined && inspectedMs <= atMs && !hasTurned(deployment);
}

function hasTurned({ execution }: AdmittedSeen): boolean {
  return execution.outcome !== undefined || enteredStates(execution).some(({ name }) => turned.includes(name));
}

/** Deployments that go forward. */
function running(book: Seen): readonly AdmittedSeen[] {
  return book.sim.deployments().flatMap((each) => {
    const found = each.execution.outcome === undefined ? book.find(each.id) : undefined;
    return found === undefined ? [] : [found];
  });
}

function guards({ plan }: AdmittedSeen, alarmName: string): boolean {
  return plan.guards.alarmArns.some((arn) => arn.endsWith(`:alarm:${alarmName}`));
}

/** The service whose users a person wants back by this call. */
function askedBack(call: CallRecord): string | undefined {
  if (isSluices(call)) return undefined;
  return entriesIn(call).find(({ type }) => type === 'AbortRequested' || type === 'RollbackRequested')?.detail.service;
}

/** Tells each ring of an alarm once. */
function ringsOf({ world }: Simulated) {
  let read = 0;
  return () => {
    const history = world.cloudWatch.alarms.history().slice(read);
    read += history.length;
    return history.flatMap(({ AlarmName, HistoryItemType, HistorySummary = '', Timestamp }) => {
      const isRing = HistoryItemType === 'StateUpdate' && HistorySummary.endsWith('to ALARM');
      return isRing ? [{ AlarmName, atMs: Timestamp?.getTime() ?? 0 }] : [];
    });
  };
}

/** Tells once of each deployment, at each task of its candidate that failed and that its plan does not allow. */
function crashesOf(book: Seen) {
  const known = new Map<string, { readonly before: number; readonly told: number }>();
  return () =>
    running(book).flatMap((deployment) => {
      const { id, service, plan } = deployment;
      const { imageDigest, lane } = plan.candidate;
      const failed = book.swept(service)[lane].failed.filter(({ image }) => image.endsWith(`@${imageDigest}`));
      // The lane may have run the same image before: those that failed then say nothing.
      const { before, told } = known.get(id) ?? { before: failed.length, told: failed.length };
      known.set(id, { before, told: failed.length });
      const isTooMany = failed.length > told && failed.length - before > plan.guards.taskFailuresAllowed;
      return isTooMany ? [{ deployment, arn: failed.at(-1)?.arn }] : [];
    });
}
