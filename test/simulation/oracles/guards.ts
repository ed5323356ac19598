import type { Alarm } from '../../../local/aws/cloudwatch/alarms/alarm.ts';
import type { Oracle } from './oracle.ts';
import { clockSlackSeconds } from './seen/clock-slack.ts';
import { enteredStates } from './seen/entered-states.ts';
import { recordPut } from './seen/record-put.ts';
import { type AdmittedSeen, type Seen, seen } from './seen/seen.ts';

/** A look, or a try to admit, reads the alarms at its beginning and may take as long as its function may run. */
const lookSeconds = 35;

function guardsOf({ sim }: Seen, { plan }: AdmittedSeen): readonly { readonly name: string; readonly alarm: Alarm | undefined }[] {
  return plan.guards.alarmArns.map((arn) => {
    const name = arn.split(':alarm:')[1] ?? arn;
    return { name, alarm: sim.world.cloudWatch.alarms.find(name) };
  });
}

/** An alarm that rings already could not report the candidate. */
export const noStartUnderAlarm: Oracle = {
  id: 'F05',
  name: 'no start while an alarm rings',
  holds: `no deployment is admitted while one of its alarms has been ringing since before it was asked for, or for ${lookSeconds} s when its record is written`,
  watch: (sim) => {
    const book = seen(sim);
    const firstWrittenMs = new Map<string, number>();
    return {
      afterCall: (ended) => {
        const written = recordPut(ended);
        if (written !== undefined && !firstWrittenMs.has(written)) firstWrittenMs.set(written, ended.at.getTime());
        if (book.answered?.kind !== 'admitted') return undefined;
        const admitted = book.find(book.answered.deploymentId);
        // Who waits is asked again and again: what counts is the try that wrote the record, and a try that follows it only answers the same.
        const latestMs = (admitted && firstWrittenMs.get(admitted.id)) ?? 0;
        const beganMs = Math.max(latestMs - lookSeconds * 1_000, admitted?.execution.startedAt.getTime() ?? 0);
        const ringing =
          admitted && guardsOf(book, admitted).find(({ alarm }) => alarm?.state.value === 'ALARM' && alarm.state.at.getTime() < beganMs);
        return ringing && `${admitted.id} was admitted while ${ringing.name} rang since ${ringing.alarm?.state.at.toISOString()}`;
      },
    };
  },
};

/** Whether a look goes forward. */
function goesForward(book: Seen): AdmittedSeen | undefined {
  const { answered } = book;
  if (answered === undefined || (answered.kind !== 'shift' && answered.kind !== 'promote')) return undefined;
  return book.find(answered.deploymentId);
}

/** An OK that comes later unsays nothing. */
export const alarmsLatch: Oracle = {
  id: 'F06',
  name: 'an alarm that rang ends the deployment',
  holds:
    'no look sends users on or promotes while an alarm of the deployment rings, or after one has rung, also when it is quiet again and its event was lost',
  watch: (sim) => {
    const book = seen(sim);
    const promotedAt = new Map<string, number>();
    return {
      afterCall: () => {
        const deployment = goesForward(book);
        if (deployment === undefined || book.answered === undefined) return undefined;
        const { id, execution } = deployment;
        // Who waits for a turn is asked more than once, and is not yet admitted.
        const admittedMs = enteredStates(execution).findLast(({ name }) => name === 'Admitted?')?.atMs ?? 0;
        // A promotion that was decided is answered again without another look.
        const decidedMs = book.answered.kind === 'shift' ? book.answered.askedAtMs : (promotedAt.get(id) ?? book.answered.askedAtMs);
        if (book.answered.kind === 'promote') promotedAt.set(id, decidedMs);
        const [fromMs, untilMs] = [admittedMs + clockSlackSeconds * 1_000, decidedMs - lookSeconds * 1_000];
        const guards = guardsOf(book, deployment);
        const names = guards.map(({ name }) => name);
        // One that began while the admission was made rings on.
        const rings = guards.find(({ alarm }) => alarm?.state.value === 'ALARM' && alarm.state.at.getTime() < untilMs);
        if (rings !== undefined) return `${id} goes on with ${book.answered.kind}, though ${rings.name} rings`;
        const rang = sim.world.cloudWatch.alarms.history().find(({ AlarmName = '', HistoryItemType, HistorySummary = '', Timestamp }) => {
          const atMs = Timestamp?.getTime() ?? 0;
          const isRing = HistoryItemType === 'StateUpdate' && HistorySummary.endsWith('to ALARM');
          return isRing && names.includes(AlarmName) && atMs > fromMs && atMs < untilMs;
        });
        return rang && `${id} goes on with ${book.answered.kind}, though ${rang.AlarmName} rang at ${rang.Timestamp?.toISOString()}`;
      },
    };
  },
};

/** A guard that cannot fire guards nothing. */
export const guardsWatch: Oracle = {
  id: 'F39',
  name: 'no way forward without the guard’s alarms',
  holds: 'no look sends users on or promotes while an alarm of the deployment is gone or silenced',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: () => {
        const deployment = goesForward(book);
        if (deployment === undefined || book.answered === undefined) return undefined;
        const { askedAtMs, kind } = book.answered;
        // The record that a promotion was decided is answered again without another look.
        if (kind === 'promote' && (book.records.of(deployment.id)?.earlier ?? []).includes('promoting')) return undefined;
        const blind = guardsOf(book, deployment).find(
          ({ alarm }) => alarm === undefined || (!alarm.actionsEnabled && alarm.configuredAt.getTime() < askedAtMs),
        );
        return (
          blind && `${deployment.id} goes on with ${kind}, though ${blind.name} ${blind.alarm === undefined ? 'is gone' : 'is silenced'}`
        );
      },
    };
  },
};
