import { isDeepStrictEqual } from 'node:util';
import type { CallRecord } from '../../../local/aws/router.ts';
import { simulatedServices } from '../scenario/simulated-services.ts';
import type { Oracle } from './oracle.ts';
import { hasLaunched } from './seen/entered-states.ts';
import { type Seen, seen } from './seen/seen.ts';
import { isForItself } from './seen/traffic-book.ts';

/** A final status is what was seen, not what was asked for. */
export const statusIsObserved: Oracle = {
  id: 'F17',
  name: 'a final status is what is there',
  holds:
    'when a deployment is recorded as rolled back every user is on stable, and when it is recorded as promoted every user is on the candidate',
  watch: (sim) => {
    const book = seen(sim);
    return { afterCall: (ended) => notWhatIsThere(book, ended) };
  },
};

function notWhatIsThere(book: Seen, { caller }: CallRecord): string | undefined {
  const { sim, changed, traffic } = book;
  if (changed === undefined || (changed.status !== 'promoted' && changed.status !== 'rolled-back')) return undefined;
  const deployment = book.find(changed.id);
  // What was recorded with a lost answer may be read when the next deployment is on its way.
  if (deployment === undefined || book.latest(deployment.service)?.id !== changed.id) return undefined;
  const { plan, service, execution } = deployment;
  const lane = changed.status === 'promoted' ? plan.candidate.lane : plan.stable.lane;
  const last = traffic.of(service).at(-1);
  if (last === undefined || last.share[lane] === 100) return undefined;
  const lookedMs = traffic.lastReadMs(service, (roleArn) => roleArn === caller.roleArn || !isForItself(roleArn));
  // Before anything was launched, weights of others are left as they are.
  if (last.by === 'somebody' && (!hasLaunched(execution) || last.atMs >= lookedMs)) return undefined;
  return `${changed.id} is recorded as ${changed.status} at ${sim.elapsedSeconds()} s while the rule shows ${JSON.stringify(last.share)}`;
}

const terminal: readonly string[] = ['promoted', 'rolled-back', 'refused'];

/** Old events after new ones. */
export const terminalAbsorbs: Oracle = {
  id: 'F02',
  name: 'what is over stays over',
  holds: 'a deployment that was recorded as promoted or rolled back is never recorded as anything else, whatever comes later or late',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: () => {
        const { changed } = book;
        const before = changed?.earlier.find((status) => terminal.includes(status));
        return before === undefined ? undefined : `${changed?.id} was ${before} and is ${changed?.status}`;
      },
    };
  },
};

/** A record that is written later may never be written. */
export const onRecordFirst: Oracle = {
  id: 'F29',
  name: 'on record before anything is changed',
  holds: 'when a deployment is told that it is admitted, its record is in the ledger',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: () => {
        if (book.answered?.kind !== 'admitted') return undefined;
        const admitted = book.find(book.answered.deploymentId);
        return admitted !== undefined && book.records.of(admitted.id) === undefined
          ? `${admitted.id} is admitted without a record`
          : undefined;
      },
    };
  },
};

/** The plan is nobody's to change. */
export const planUnchanged: Oracle = {
  id: 'F29',
  name: 'the plan on record is the one that is followed',
  holds: 'at the end, the record of every deployment has the plan with which it was admitted',
  watch: (sim) => {
    const book = seen(sim);
    return {
      atEnd: () => {
        const changed = simulatedServices
          .flatMap(({ name }) => book.admitted(name))
          .find(({ id, plan }) => {
            const record = book.records.of(id);
            // Without a record, another check is violated.
            return record !== undefined && !isDeepStrictEqual(JSON.parse(record.plan), plan);
          });
        return changed && `the record of ${changed.id} has another plan than it was admitted with`;
      },
    };
  },
};

/** A signal wins. */
export const signalBeatsPromotion: Oracle = {
  id: 'F07',
  name: 'a signal beats a promotion',
  holds: 'no promotion is recorded as intended on a record that has a signal',
  watch: (sim) => {
    const book = seen(sim);
    const signalled = new Set<string>();
    return {
      afterCall: ({ service }) => {
        if (service !== 'DynamoDB') return undefined;
        const { changed } = book;
        const wrong =
          changed?.status === 'promoting' && signalled.has(changed.id)
            ? `${changed.id} is being promoted, though it was signalled`
            : undefined;
        for (const { id } of sim.deployments()) if (book.records.of(id)?.signal !== undefined) signalled.add(id);
        return wrong;
      },
    };
  },
};

/** A stale read would decide from the past. */
export const consistentReads: Oracle = {
  id: 'F30',
  name: 'decisions read what is written',
  holds:
    'functions read the ledger strongly consistently; indexes are read only to find the last promotion, which is then read again, and who has a service',
  watch: () => ({
    afterCall: ({ service, operation, input, caller }) => {
      if (service !== 'DynamoDB' || !/^(GetItem|Query|Scan|BatchGetItem)$/.test(operation) || caller.roleArn === 'local') return undefined;
      const { ConsistentRead, IndexName } = input as { readonly ConsistentRead?: boolean; readonly IndexName?: string };
      if (ConsistentRead === true) return undefined;
      if (IndexName !== undefined && caller.roleArn.includes('signaldeployment')) return undefined;
      if (IndexName === 'held' && /sweep|reconcile/.test(caller.roleArn)) return undefined;
      return `${caller.roleArn} reads ${IndexName ?? 'the table'} by ${operation} without consistency`;
    },
  }),
};
