import { ClientException } from '@aws-sdk/client-ecs';
import type { Call } from '../../../local/aws/router.ts';
import type { Injection } from '../faults/fault.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { ServiceReality, Simulated } from '../world/simulated.ts';
import { act, after, all, midFlightSeconds, released, stopExecutions } from './happenings.ts';
import { rareReferenceRuns } from './rare-reference-runs.ts';
import type { ReferenceRun } from './reference-run.ts';
import { callsOf, isDuring, throttled, unanswered } from './throttled-calls.ts';

const local = { roleArn: 'local' };
/** A sweep comes in this very second: it finds what else is only told of, and who is told begins the restores. */
const sweepSeconds = 200;
const roomBackSeconds = 330;
const illSeconds = { from: 150, until: 330 } as const;
/** Whoever asked waits for Lambda, which tries a minute later, and for the sweep. */
const emptySeconds = 800;
const unlaunchedSeconds = { from: 0, until: 100 } as const;
/** Longer than all tries of one way back, and than people may be left to themselves: the restore that follows begins in it, too. */
const refusedSeconds = { from: midFlightSeconds - 1, until: midFlightSeconds + 900 } as const;

/** Every reference run, in the order of the page. */
export const referenceRuns: readonly ReferenceRun[] = [
  { name: 'good shop', about: 'a good release by four steps, until stable is retired', ...released('shop', 'good') },
  {
    name: 'good cart',
    about: 'a good release behind a test route, approved before it asks',
    ...released('cart', 'good', act('approve', 100)),
  },
  { name: 'good mail', about: 'a good release that grows with its users while scaling is held', ...released('mail', 'good') },
  { name: 'approved', about: 'a good release that waits for approval and gets it', ...released('cart', 'good', act('approve', 400)) },
  {
    name: 'refused',
    about: 'a release that is refused: the alarms that guard it are silenced',
    ...released('mail', 'good'),
    also: silence('mail'),
  },
  { name: 'judged', about: 'a bad release that the judge takes back', ...released('mail', 'worsens') },
  {
    name: 'alarm',
    about: 'an alarm of the candidate rings in mid-flight',
    ...released('shop', 'good'),
    also: after(midFlightSeconds, ring('shop-green-errors')),
  },
  {
    name: 'held',
    about: 'a release of which nobody counts a request: a person is asked at the deadline, and approves',
    ...released('mail', 'good', act('approve', 900)),
    ...{ also: uncounted, untilSeconds: 900 },
  },
  { name: 'crash', about: 'a release whose tasks crash under load', ...released('mail', 'crashes-under-load') },
  { name: 'never healthy', about: 'a release that never gets healthy', ...released('shop', 'never-healthy') },
  { name: 'aborted', about: 'a person aborts a release in mid-flight', ...released('mail', 'good', act('abort', midFlightSeconds)) },
  { name: 'taken back', about: 'a person asks for rollback after promotion', ...released('shop', 'good', act('rollback', 600)) },
  {
    name: 'taken back, grown',
    about: 'a person asks for rollback in the last seconds of its window, after the lane that serves has grown',
    ...released('shop', 'good', act('rollback', 655)),
    also: all(
      after(650, ({ world, service }) => setCount(world, service('shop'), 'green', 5)),
      // Stable may be changed once the window is over: ECS takes that long to say how large it is.
      () => ({ call: ({ operation, caller }) => (operation === 'DescribeServices' && isRestore(caller) ? { delayMs: 9_000 } : undefined) }),
    ),
  },
  {
    name: 'taken back, empty',
    about: 'a person stops the lane that was promoted, asks for rollback, and starts it again when nothing happens',
    ...released('shop', 'good', act('rollback', 600)),
    also: all(
      after(595, ({ world, service }) => setCount(world, service('shop'), 'green', 0)),
      after(emptySeconds, ({ world, service }) => {
        if (service('shop').green.weight > 0) setCount(world, service('shop'), 'green', 3);
      }),
    ),
    untilSeconds: emptySeconds,
  },
  {
    name: 'stopped',
    about: 'a person stops the execution in mid-flight',
    ...released('mail', 'good'),
    also: after(midFlightSeconds, stopExecutions),
  },
  {
    name: 'stable gone',
    about: 'a release has to be taken back while stable has no task, and no room for one',
    ...released('mail', 'good', act('abort', sweepSeconds)),
    ...{
      also: all(after(198, loseRoom), after(199, loseStable), after(roomBackSeconds, giveRoom)),
      untilSeconds: roomBackSeconds,
    },
  },
  {
    name: 'stable ill',
    about: 'a release has to be taken back while stable fails its health checks',
    ...released('mail', 'good', act('abort', sweepSeconds)),
    ...{ also: stableIll, untilSeconds: illSeconds.until },
  },
  {
    name: 'stable ill, stopped',
    about: 'a person stops the execution while stable fails its health checks',
    ...released('mail', 'good'),
    ...{ also: all(stableIll, after(midFlightSeconds, stopExecutions)), untilSeconds: illSeconds.until },
  },
  {
    name: 'lease lost',
    about: 'somebody takes the lease of a release away before it has users',
    ...released('shop', 'good'),
    also: after(30, loseLease),
  },
  {
    name: 'launched late',
    about: 'a release whose candidate ECS does not launch for a minute and a half',
    ...released('shop', 'good'),
    ...{ also: noLaunch, untilSeconds: unlaunchedSeconds.until },
  },
  {
    name: 'unlaunched',
    about: 'a release whose revision ECS refuses',
    ...released('shop', 'good'),
    // The idle lane as it is between two releases: a template makes it with a task.
    also: all(
      after(1, ({ world, service }) => setCount(world, service('shop'), 'green', 0)),
      noRevision,
    ),
  },
  {
    name: 'unlaunched, stopped',
    about: 'a person stops the execution while ECS takes no revision',
    ...released('shop', 'good'),
    also: all(
      after(1, ({ world, service }) => setCount(world, service('shop'), 'green', 0)),
      after(30, stopExecutions),
      (sim) => throttled(sim, callsOf('RegisterTaskDefinition'), unlaunchedSeconds),
    ),
    untilSeconds: unlaunchedSeconds.until,
  },
  {
    name: 'throttled',
    about: 'a release has to be taken back while every change of its rule is throttled, for a quarter of an hour',
    ...released('mail', 'good', act('abort', midFlightSeconds)),
    ...{ also: throttledRule, untilSeconds: refusedSeconds.until, refusedUntilSeconds: refusedSeconds.until },
  },
  {
    name: 'unanswered',
    about: 'a release has to be taken back while ELB answers nothing, for a quarter of an hour',
    ...released('mail', 'good', act('abort', midFlightSeconds)),
    ...{
      also: (sim) => unanswered(sim, isSluicesElb, refusedSeconds),
      untilSeconds: refusedSeconds.until,
      refusedUntilSeconds: refusedSeconds.until,
    },
  },
  ...rareReferenceRuns,
];

function silence(service: ServiceName) {
  const AlarmNames = ['blue', 'green'].flatMap((lane) => ['slow', 'errors'].map((what) => `${service}-${lane}-${what}`));
  return after(1, ({ world }) => void world.aws.call('CloudWatch', 'DisableAlarmActions', { AlarmNames }, local));
}

function uncounted(sim: Simulated): Injection {
  return { metricsFate: () => (sim.elapsedSeconds() < 900 ? 'lost' : undefined) };
}

function loseLease({ ledger, deployments }: Simulated): void {
  for (const { service, id } of deployments()) void ledger.release(service, id);
}

function loseStable(sim: Simulated): void {
  for (const _ of sim.service('mail').blue.tasks) sim.crashTask('mail', 'blue');
}

function loseRoom({ world }: Simulated): void {
  world.ecs.limitCapacity(0);
}

function giveRoom({ world }: Simulated): void {
  world.ecs.limitCapacity(undefined);
}

function stableIll(sim: Simulated): Injection {
  const isStable = (image: string) => image.includes('/mail@') && sim.versionOf(image) === '1.0.0';
  return { healthCheck: (image) => (isStable(image) && isDuring(sim, illSeconds) ? 'fails' : undefined) };
}

function throttledRule(sim: Simulated): Injection {
  return throttled(sim, callsOf('ModifyRule'), refusedSeconds);
}

/** People reach it still, and so do those who look from outside. */
function isSluicesElb({ service, caller }: Call): boolean {
  return service === 'ElasticLoadBalancingV2' && caller.roleArn !== 'local';
}

function noLaunch(sim: Simulated): Injection {
  return throttled(sim, callsOf('UpdateService'), unlaunchedSeconds);
}

function setCount(world: Simulated['world'], service: ServiceReality, lane: 'blue' | 'green', desiredCount: number): void {
  void world.aws.call('ECS', 'UpdateService', { cluster: service.cluster, service: service[lane].ecsService, desiredCount }, local);
}

function isRestore({ roleArn }: { readonly roleArn: string }): boolean {
  return roleArn.includes('sluice-restore');
}

function noRevision(): Injection {
  const error = new ClientException({ message: 'Role is not valid', $metadata: { httpStatusCode: 400 } });
  return { call: ({ operation }) => (operation === 'RegisterTaskDefinition' ? { throwBefore: error } : undefined) };
}

function ring(AlarmName: string) {
  const input = { AlarmName, StateValue: 'ALARM', StateReason: 'it rings' };
  return ({ world }: Simulated): void => void world.aws.call('CloudWatch', 'SetAlarmState', input, local);
}
