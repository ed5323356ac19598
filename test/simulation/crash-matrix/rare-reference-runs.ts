import type { Injection } from '../faults/fault.ts';
import { serviceError } from '../faults/service-error.ts';
import type { Simulated } from '../world/simulated.ts';
import { act, after, all, isDuring, released } from './happenings.ts';
import type { ReferenceRun } from './reference-run.ts';

/** Seconds since the first users came. */
interface Stretch {
  readonly from: number;
  readonly until: number;
}

const local = { roleArn: 'local' };
const deafSeconds = { from: 210, until: 500 } as const;
const lateGuardSeconds = { from: 25, until: 45 } as const;
const unheardSeconds = { from: 395, until: 520 } as const;
const lateApprovalSeconds = { from: 85, until: 110 } as const;

/** Runs that reach what nothing else does: each is about calls that are made only then. */
export const rareReferenceRuns: readonly ReferenceRun[] = [
  {
    name: 'unannounced',
    about: 'a person is refused a release, stops the execution, and the event bus takes nothing from Sluice for minutes',
    ...released('mail', 'good', { kind: 'ask', atSeconds: 212, service: 'mail', version: '1.1.0' }),
    ...{ also: all(after(215, stopExecutions), (sim) => deafBus(sim, deafSeconds)), untilSeconds: deafSeconds.until },
  },
  {
    name: 'pushed twice',
    about: 'a release whose event is delivered twice, and that is refused: the alarms that guard it are silenced',
    ...released('shop', 'good'),
    also: all(silenced, () => ({ arrivals: ({ event }) => (event.source === 'aws.ecr' ? [0, 2_000] : undefined) })),
  },
  {
    name: 'asked for',
    about: 'a person asks for a version by its tag, which is refused, too',
    ...{ service: 'shop', acts: [{ kind: 'ask', atSeconds: 10, service: 'shop', version: '1.0.0' }], also: silenced },
  },
  {
    name: 'asked too late',
    about: 'a person asks for an abort when nothing is deployed, and is refused on a bus that takes nothing just then',
    ...released('shop', 'never-healthy', act('abort', 515)),
    also: (sim) => deafBus(sim, { from: 510, until: 540 }),
  },
  {
    name: 'alarm, over',
    about: 'an alarm of the candidate rings, and is quiet before anybody heard of it',
    ...released('shop', 'good'),
    also: after(215, (sim) => {
      setAlarm(sim, 'ALARM');
      setAlarm(sim, 'OK');
    }),
  },
  {
    name: 'guarded late',
    about: 'a person aborts before the guard could be registered',
    ...released('shop', 'good', act('abort', 40)),
    also: (sim) => unwatched(sim, lateGuardSeconds),
  },
  {
    name: 'approved meanwhile',
    about: 'an approval is given while it is being asked for',
    ...released('cart', 'good', act('approve', 100)),
    also: (sim) => unwatched(sim, lateApprovalSeconds),
  },
  {
    name: 'approved, unheard',
    about: 'an approval is given, and the function that was told of it cannot tell the machine',
    ...released('cart', 'good', act('approve', unheardSeconds.from + 5)),
    ...{ also: unheard, untilSeconds: unheardSeconds.until },
  },
];

/** A refusal is short: what comes before it is the same. */
function silenced(sim: Simulated): Injection {
  const AlarmNames = ['blue', 'green'].flatMap((lane) => ['slow', 'errors'].map((what) => `shop-${lane}-${what}`));
  void sim.world.aws.call('CloudWatch', 'DisableAlarmActions', { AlarmNames }, local);
  return {};
}

function stopExecutions(sim: Simulated): void {
  for (const { execution } of sim.deployments()) {
    const { executionArn } = execution.request;
    if (execution.outcome === undefined) void sim.world.aws.call('SFN', 'StopExecution', { executionArn, cause: 'a person' }, local);
  }
}

function setAlarm({ world }: Simulated, StateValue: 'ALARM' | 'OK'): void {
  const input = { AlarmName: 'shop-green-errors', StateValue, StateReason: 'it rings for a moment' };
  void world.aws.call('CloudWatch', 'SetAlarmState', input, local);
}

/** What people ask for still comes in. */
function deafBus(sim: Simulated, during: Stretch): Injection {
  return {
    call: ({ operation, caller, service }) =>
      operation === 'PutEvents' && caller.roleArn !== 'local' && isDuring(sim, during)
        ? { throwBefore: serviceError(service, 'throttled') }
        : undefined,
  };
}

/** Only the sweep tells the machine what a person said. */
function unheard(sim: Simulated): Injection {
  return {
    call: ({ operation, caller, service }) =>
      operation === 'SendTaskSuccess' && /signal/i.test(caller.roleArn) && isDuring(sim, unheardSeconds)
        ? { throwBefore: serviceError(service, 'throttled') }
        : undefined,
  };
}

/** The function that keeps tokens gets no place. */
function unwatched(sim: Simulated, during: Stretch): Injection {
  return {
    call: ({ operation, input, service }) => {
      const { FunctionName = '' } = input as { readonly FunctionName?: string };
      const isAsked = operation === 'Invoke' && FunctionName.includes('watch-for-signals') && isDuring(sim, during);
      return isAsked ? { throwBefore: serviceError(service, 'throttled') } : undefined;
    },
  };
}
