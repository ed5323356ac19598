import type { Call } from '../../../local/aws/router.ts';
import type { Injection } from '../faults/fault.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { Simulated } from '../world/simulated.ts';
import { act, after, all, midFlightSeconds, released, stopExecutions } from './happenings.ts';
import type { ReferenceRun } from './reference-run.ts';
import { callsOf, throttled } from './throttled-calls.ts';

const local = { roleArn: 'local' };
const deafSeconds = { from: 210, until: 500 } as const;
const lateGuardSeconds = { from: 25, until: 45 } as const;
const unheardSeconds = { from: 395, until: 520 } as const;
const unseenSeconds = { from: midFlightSeconds - 1, until: midFlightSeconds + 100 } as const;
const lateApprovalSeconds = { from: 85, until: 110 } as const;

/** Runs that reach what nothing else does: each is about calls that are made only then. */
export const rareReferenceRuns: readonly ReferenceRun[] = [
  {
    name: 'unannounced',
    about: 'a person is refused a release, stops the execution, and the event bus takes nothing from Sluice for minutes',
    ...released('mail', 'good', { kind: 'ask', atSeconds: 212, service: 'mail', version: '1.1.0' }),
    ...{
      also: all(after(midFlightSeconds, stopExecutions), (sim) => throttled(sim, isTold, deafSeconds)),
      untilSeconds: deafSeconds.until,
    },
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
    also: (sim) => throttled(sim, isTold, { from: 510, until: 540 }),
  },
  {
    name: 'alarm, over',
    about: 'an alarm of the candidate rings, and is quiet before anybody heard of it',
    ...released('shop', 'good'),
    also: after(midFlightSeconds, (sim) => {
      setAlarm(sim, 'ALARM');
      setAlarm(sim, 'OK');
    }),
  },
  {
    name: 'guarded late',
    about: 'a person aborts before the guard could be registered',
    ...released('shop', 'good', act('abort', 40)),
    also: (sim) => throttled(sim, isWatch, lateGuardSeconds),
  },
  {
    name: 'approved meanwhile',
    about: 'an approval is given while it is being asked for',
    ...released('cart', 'good', act('approve', 100)),
    also: (sim) => throttled(sim, isWatch, lateApprovalSeconds),
  },
  {
    name: 'approved, unheard',
    about: 'an approval is given, and the function that was told of it cannot tell the machine',
    ...released('cart', 'good', act('approve', unheardSeconds.from + 5)),
    ...{ also: (sim) => throttled(sim, isApproval, unheardSeconds), untilSeconds: unheardSeconds.until },
  },
  {
    name: 'unseen, stopped',
    about: 'a person stops the execution while ELB does not say which targets are healthy',
    ...released('mail', 'good'),
    also: all(after(midFlightSeconds, stopExecutions), (sim) => throttled(sim, callsOf('DescribeTargetHealth'), unseenSeconds)),
  },
  {
    name: 'edited',
    about: 'somebody writes other weights in mid-flight: the release freezes, people are told, and one of them aborts it',
    // The sweep believes only weights that last, and tells of them at one of its next rounds.
    ...released('shop', 'good', act('abort', midFlightSeconds + 400)),
    also: after(midFlightSeconds, (sim) => editRule(sim, 'shop', 70)),
  },
];

/** A refusal is short: what comes before it is the same. */
function silenced(sim: Simulated): Injection {
  const AlarmNames = ['blue', 'green'].flatMap((lane) => ['slow', 'errors'].map((what) => `shop-${lane}-${what}`));
  void sim.world.aws.call('CloudWatch', 'DisableAlarmActions', { AlarmNames }, local);
  return {};
}

function editRule({ world, service }: Simulated, name: ServiceName, percent: number): void {
  const { ruleArn, blue, green } = service(name);
  const TargetGroups = [
    { TargetGroupArn: blue.targetGroupArn, Weight: percent },
    { TargetGroupArn: green.targetGroupArn, Weight: 100 - percent },
  ];
  const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
  void world.aws.call('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: ruleArn, Actions }, local);
}

function setAlarm({ world }: Simulated, StateValue: 'ALARM' | 'OK'): void {
  const input = { AlarmName: 'shop-green-errors', StateValue, StateReason: 'it rings for a moment' };
  void world.aws.call('CloudWatch', 'SetAlarmState', input, local);
}

/** What people ask for still comes in. */
function isTold({ operation, caller }: Call): boolean {
  return operation === 'PutEvents' && caller.roleArn !== 'local';
}

/** Only the sweep tells the machine what a person said. */
function isApproval({ operation, caller }: Call): boolean {
  return operation === 'SendTaskSuccess' && /signal/i.test(caller.roleArn);
}

/** The function that keeps tokens gets no place. */
function isWatch({ operation, input }: Call): boolean {
  const { FunctionName = '' } = input as { readonly FunctionName?: string };
  return operation === 'Invoke' && FunctionName.includes('watch-for-signals');
}
