import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../adapters/ledger/ledger.ts';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { admission } from '../../../core/deployment/admission.ts';
import type { AdmissionFacts } from '../../../core/deployment/admission-facts.ts';
import { retirementHolder, rollbackHolder, stackUpdateHolder } from '../../../core/deployment/holders.ts';
import { repair } from '../../../core/deployment/repair.ts';
import { ServiceBusyError } from '../../../core/deployment/service-busy-error.ts';
import { DependencyError } from '../../../core/errors.ts';
import { limits } from '../../../core/limits.ts';
import { admitDeployment } from '../../../functions/admit-deployment/admit-deployment.ts';
import { admittedAt, aService, digest, secondsLater, someActions, someFacts } from '../../core/builders.ts';

type Needs = Parameters<typeof admitDeployment>[0];

const { deploymentId, pageTopicArn, request } = someFacts();
const executionArn = `arn:aws:states:eu-west-1:111122223333:execution:sluice-deployment:${deploymentId}`;
const alarm = { arn: 'arn:alarm:5xx', name: '5xx', state: 'OK', actionsEnabled: true } as const;
const guarded = someFacts({ alarms: { found: [alarm], missing: [] } });
const input = { deploymentId, executionArn, request };
const { blue, green } = guarded.lanes;
const swapped = { ...guarded, rule: { actions: someActions(0, 100), isDefault: false }, lanes: { blue: green, green: blue } };

/** A control plane around one declared service; `reads` are the answers of the reader, the last one for ever. */
function aControlPlane(...reads: readonly (AdmissionFacts | Error)[]) {
  const ledger = memoryLedger();
  const announced: Parameters<Needs['announcer']['announce']>[0][] = [];
  let read = 0;
  const look = (): AdmissionFacts => {
    const answer = reads[Math.min(read, reads.length - 1)] ?? guarded;
    read += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const needs: Needs = {
    ledger,
    catalogue: { declared: async (name) => (name === 'orders' ? aService() : undefined) },
    glance: async () => look(),
    read: async () => look(),
    announcer: { announce: async (announcement) => void announced.push(announcement) },
    pageTopicArn,
    now: () => admittedAt,
  };
  return { ledger, announced, needs, admit: admitDeployment(needs) };
}

const other = { service: 'orders', executionArn: 'arn:other', alarmArns: [], candidateLane: '' };

describe('admitDeployment', () => {
  it('takes the lease with what signals are matched by, records the plan and announces it', async () => {
    const { ledger, announced, admit } = aControlPlane();
    const expected = admission(guarded);
    expect(await admit(input)).toEqual(expected);
    if (expected.kind === 'refused') throw new DependencyError('the builders give facts that are admitted');
    const at = admittedAt.toISOString();
    expect(await ledger.heldLeases()).toEqual([
      {
        service: 'orders',
        holder: deploymentId,
        executionArn,
        fence: 1,
        alarmArns: [alarm.arn],
        candidateLane: 'prod/orders-green',
        leasedAt: at,
        askedAt: input.request.trigger.at,
      },
    ]);
    expect(await ledger.load(deploymentId)).toEqual({
      id: deploymentId,
      service: 'orders',
      executionArn,
      status: 'progressing',
      plan: expected.plan,
      fence: 1,
      sequence: 0,
      stepIndex: -1,
      approvedSteps: [],
      admittedAt: at,
    });
    const event = { at, type: 'DeploymentAdmitted', because: expected.because, detail: { request } };
    expect(await ledger.events(deploymentId)).toEqual([event]);
    expect(announced).toEqual([{ ...event, deploymentId, service: 'orders' }]);
  });

  it('lets those who come after a burst of others wait for their turn, and touches nothing before', async () => {
    const { ledger, announced, needs } = aControlPlane();
    const nobody = () => Promise.reject(new DependencyError('nobody is asked'));
    const admit = admitDeployment({ ...needs, glance: nobody, read: nobody });
    const pace = { everyMs: limits.admissionSeconds.value * 1_000, burst: limits.admissionsAtOnce.value };
    for (let asked = 0; asked < limits.admissionsAtOnce.value + 2; asked += 1) await ledger.turn('admission', pace, admittedAt);
    const waitSeconds = 3 * limits.admissionSeconds.value;
    expect(await admit(input)).toEqual({
      kind: 'queued',
      because: `many others are admitted before: its turn is in ${waitSeconds} s`,
      waitSeconds,
    });
    expect([await ledger.heldLeases(), announced]).toEqual([[], []]);
    expect(await admitDeployment(needs)({ ...input, hasTurn: true })).toMatchObject({ kind: 'admitted' });
  });

  it('lets a hundred go at the pace of admissions, and slows down those after them to what deployments take', async () => {
    const { needs } = aControlPlane();
    const waits: number[] = [];
    for (let asked = 0; asked < 300; asked += 1) {
      const answer = await admitDeployment(needs)({ ...input, deploymentId: `orders-${asked}` });
      waits.push(answer.kind === 'queued' ? answer.waitSeconds : 0);
    }
    const { admissionSeconds, admissionsAtOnce, deploymentSeconds, deploymentsAtOnce } = limits;
    expect(waits.slice(0, 6)).toEqual([0, 0, 0, 0, 0, admissionSeconds.value]);
    expect(waits[99]).toBe((100 - admissionsAtOnce.value) * admissionSeconds.value);
    // Four of those who go at once are refused, as the first has the service, and others have their turns.
    expect(waits[299]).toBe((300 - (admissionsAtOnce.value - 1) - deploymentsAtOnce.value) * deploymentSeconds.value);
  });

  it('records the fence of its own lease, which rose with every holder before', async () => {
    const { ledger, admit } = aControlPlane();
    await ledger.lease({ ...other, holder: 'orders-before' }, admittedAt);
    await ledger.release('orders', 'orders-before');
    await admit(input);
    expect((await ledger.load(deploymentId)).fence).toBe(2);
  });

  it('gives the lease back when it refuses, records nothing and announces every reason', async () => {
    const firing = someFacts({ image: { kind: 'missing' }, alarms: { found: [{ ...alarm, state: 'ALARM' }], missing: [] } });
    const { ledger, announced, admit } = aControlPlane(firing);
    const refused = admission(firing);
    expect(await admit(input)).toEqual(refused);
    if (refused.kind === 'admitted') throw new DependencyError('a firing alarm is refused');
    expect(await ledger.heldLeases()).toEqual([]);
    expect(await ledger.find(deploymentId)).toBeUndefined();
    expect(announced).toEqual([
      {
        at: admittedAt.toISOString(),
        type: 'DeploymentRefused',
        because: refused.because,
        deploymentId,
        service: 'orders',
        detail: { request, refusals: refused.refusals },
      },
    ]);
  });

  it('refuses a service that nobody declared before it looks or leases anything', async () => {
    const { ledger, admit } = aControlPlane(new DependencyError('nothing is read for an unknown service'));
    const because = 'service ordres is not declared: deploy its ProgressiveService';
    expect(await admit({ ...input, request: { ...request, service: 'ordres' } })).toEqual({
      kind: 'refused',
      because,
      refusals: [{ code: 'ServiceUnknown', because }],
    });
    expect(await ledger.heldLeases()).toEqual([]);
  });

  it.each([
    ['orders-20261120T095900Z-0badcafe', 'is running: wait for it or abort it'],
    [rollbackHolder('orders-0'), 'has the service, or is to have it next: wait for it'],
  ])('refuses while %s has the service', async (holder, what) => {
    const { ledger, admit } = aControlPlane();
    await ledger.lease({ ...other, holder }, admittedAt);
    const because = `${holder} ${what}, then ask again`;
    expect(await admit(input)).toEqual({ kind: 'refused', because, refusals: [{ code: 'AnotherDeploymentRunning', because }] });
    expect((await ledger.leaseOf('orders'))?.holder).toBe(holder);
  });

  it.each([retirementHolder('orders-0'), stackUpdateHolder('orders')])('is tried again while %s has the service', async (holder) => {
    const { ledger, announced, admit } = aControlPlane();
    await ledger.lease({ ...other, holder }, admittedAt);
    await expect(admit(input)).rejects.toEqual(new ServiceBusyError('orders', holder));
    expect((await ledger.leaseOf('orders'))?.holder).toBe(holder);
    expect(announced).toEqual([]);
  });

  it('gives the same plan when the first answer was lost, whatever AWS looks like by then', async () => {
    const { ledger, admit } = aControlPlane(guarded, guarded, swapped);
    const first = await admit(input);
    expect(await admit(input)).toEqual({ ...first, because: 'it was admitted before' });
    expect(await ledger.events(deploymentId)).toHaveLength(1);
  });

  // The machine would go on with a plan that no signal, look or way back knows.
  it('gives the plan that is on record when a write of its first try lands late', async () => {
    const { ledger, needs } = aControlPlane();
    const first = admission(guarded);
    if (first.kind === 'refused') throw new DependencyError('the builders give facts that are admitted');
    const plan = { ...first.plan, rollbackWindowSeconds: 7 };
    const read = async () => {
      const fresh = { status: 'progressing', sequence: 0, stepIndex: -1, approvedSteps: [], admittedAt: admittedAt.toISOString() } as const;
      const event = { at: fresh.admittedAt, type: 'DeploymentAdmitted', because: 'the first try' } as const;
      await ledger.admit({ id: deploymentId, service: 'orders', executionArn, plan, fence: 1, ...fresh }, event);
      return guarded;
    };
    expect(await admitDeployment({ ...needs, read })(input)).toEqual({ ...first, plan });
    expect((await ledger.load(deploymentId)).plan).toEqual(plan);
  });

  it('announces again when the first announcement failed: at least once', async () => {
    const { announced, needs, admit } = aControlPlane();
    const failing = admitDeployment({ ...needs, announcer: { announce: () => Promise.reject(new DependencyError('throttled')) } });
    await expect(failing(input)).rejects.toThrow('throttled');
    await admit(input);
    expect(announced.map(({ type }) => type)).toEqual(['DeploymentAdmitted']);
  });

  it.each(['rolled-back', 'promoted'] as const)('refuses an id whose deployment is %s', async (status) => {
    const { ledger, admit } = aControlPlane();
    await admit(input);
    await ledger.finish(deploymentId, { status, event: { at: admittedAt.toISOString(), type: 'DeploymentPromoted', because: 'over' } });
    await ledger.release('orders', deploymentId);
    const because = `${deploymentId} is ${status}: ask again with a new trigger`;
    expect(await admit(input)).toEqual({ kind: 'refused', because, refusals: [{ code: 'AnotherDeploymentRunning', because }] });
    expect(await ledger.heldLeases()).toEqual([]);
  });

  it('starts over when the lanes changed places between the look and the lease', async () => {
    const { ledger, admit } = aControlPlane(guarded, swapped);
    await expect(admit(input)).rejects.toThrow(
      new DependencyError('the lanes or alarms of orders changed while it was admitted: try again'),
    );
    expect(await ledger.heldLeases()).toEqual([]);
    expect(await ledger.find(deploymentId)).toBeUndefined();
  });

  // A lease that names other alarms than the plan would let them fire unheard.
  it('starts over when an alarm was put in between the look and the lease', async () => {
    const { ledger, admit } = aControlPlane(someFacts(), guarded);
    await expect(admit(input)).rejects.toThrow('the lanes or alarms of orders changed');
    expect(await ledger.heldLeases()).toEqual([]);
    await admit(input);
    expect((await ledger.leaseOf('orders'))?.alarmArns).toEqual([alarm.arn]);
  });

  // The lease is kept over a failed second look, and may name what the first look saw before the lanes changed places.
  it('never admits under a lease that a failed try left with another candidate lane', async () => {
    const { ledger, admit } = aControlPlane(guarded, new DependencyError('ELB is busy'), swapped);
    await expect(admit(input)).rejects.toThrow('ELB is busy');
    await expect(admit(input)).rejects.toThrow('the lanes or alarms of orders changed');
    expect(await ledger.heldLeases()).toEqual([]);
  });

  describe('an abort that was asked for while nothing was in progress', () => {
    const abort = (seconds: number) =>
      ({
        kind: 'abort',
        source: 'ana',
        because: 'ana asked to go back: wrong branch',
        occurredAt: secondsLater(seconds).toISOString(),
      }) as const;

    it.each([0, 60])('refuses what was asked for %i s before it and waited for its turn', async (seconds) => {
      const { ledger, announced, admit } = aControlPlane();
      await ledger.abortUnbegun('orders', abort(seconds));
      const because = `ana asked to go back: wrong branch, at ${secondsLater(seconds).toISOString()}: what was asked for before does not begin`;
      const refusals = [{ code: 'Aborted', because }];
      expect(await admit({ ...input, hasTurn: true })).toEqual({ kind: 'refused', because, refusals });
      expect(announced).toMatchObject([{ type: 'DeploymentRefused', detail: { refusals } }]);
      expect(await ledger.heldLeases()).toEqual([]);
    });

    // While AWS throttles it would keep the lease for half an hour, from the way back that the person asked for.
    it('refuses what an earlier try leased for before anything is looked at', async () => {
      const { ledger, needs, admit } = aControlPlane(guarded, new DependencyError('CloudWatch is busy'));
      await expect(admit(input)).rejects.toThrow('CloudWatch is busy');
      expect((await ledger.leaseOf('orders'))?.holder).toBe(deploymentId);
      await ledger.abortUnbegun('orders', abort(60));
      const declared = () => Promise.reject(new DependencyError('nothing is looked at'));
      const refused = admitDeployment({ ...needs, catalogue: { declared } })(input);
      expect(await refused).toMatchObject({ kind: 'refused', refusals: [{ code: 'Aborted' }] });
      expect(await ledger.heldLeases()).toEqual([]);
    });

    it('says nothing about what is asked for after it', async () => {
      const { ledger, admit } = aControlPlane();
      await ledger.abortUnbegun('orders', abort(-1));
      expect(await admit(input)).toMatchObject({ kind: 'admitted' });
    });
  });

  describe('a push', () => {
    const trigger = (kind: 'image-push' | 'request', seconds: number) => ({ kind, id: 'asked-2', at: secondsLater(seconds).toISOString() });
    const asked = (...when: Parameters<typeof trigger>) => ({
      ...input,
      deploymentId: 'orders-2',
      request: { ...request, trigger: trigger(...when) },
    });
    const aPushed = async () => {
      const { ledger, announced, admit } = aControlPlane();
      await admit(input);
      await ledger.finish(deploymentId, { status: 'promoted', event: { at: '', type: 'DeploymentPromoted', because: 'safe' } });
      await ledger.release('orders', deploymentId);
      return { ledger, announced, admit };
    };

    it('that waited until a newer one was released is refused', async () => {
      const { ledger, announced, admit } = await aPushed();
      const because = `a newer image was pushed at ${admittedAt.toISOString()}: an older one does not follow it`;
      const refusals = [{ code: 'NewerPush', because }];
      expect(await admit(asked('image-push', -1))).toEqual({ kind: 'refused', because, refusals });
      expect(announced.at(-1)).toMatchObject({ type: 'DeploymentRefused', detail: { refusals } });
      expect(await ledger.heldLeases()).toEqual([]);
    });

    it.each([
      ['as old as the newest', asked('image-push', 0)],
      ['that a person asks for, whatever its age', asked('request', -1)],
    ])('%s is admitted', async (_, again) => {
      const { admit } = await aPushed();
      expect(await admit(again)).toMatchObject({ kind: 'admitted' });
    });
  });

  describe('the turn among all deployments', () => {
    const pace = { everyMs: limits.deploymentSeconds.value * 1_000, burst: limits.deploymentsAtOnce.value };
    const next = async (ledger: Ledger) => {
      // As many turns as go at once, so that the one after them tells how many were taken.
      for (let taken = 0; taken < pace.burst; taken += 1) await ledger.turn('deployments', pace, admittedAt);
      return (await ledger.turn('deployments', pace, admittedAt)).getTime() - admittedAt.getTime();
    };

    it('is used by who is admitted', async () => {
      const { ledger, admit } = aControlPlane();
      await admit(input);
      expect(await next(ledger)).toBe(2 * pace.everyMs);
    });

    it('is given back by who is refused', async () => {
      const { ledger, admit } = aControlPlane();
      await ledger.lease({ ...other, holder: 'orders-0' }, admittedAt);
      expect(await admit(input)).toMatchObject({ kind: 'refused' });
      expect(await next(ledger)).toBe(pace.everyMs);
    });

    it('is given back by a try that fails and takes another, and kept by one that waited for it', async () => {
      const { ledger, admit } = aControlPlane();
      await ledger.turn('deployments', pace, admittedAt);
      await ledger.lease({ ...other, holder: stackUpdateHolder('orders') }, admittedAt);
      for (const hasTurn of [false, true, false, true]) await expect(admit({ ...input, hasTurn })).rejects.toThrow(ServiceBusyError);
      expect(await next(ledger)).toBe(2 * pace.everyMs);
    });

    it('is not waited for again by a try that has the lease of the one before: nobody else could have the service', async () => {
      const { ledger, admit } = aControlPlane(guarded, new DependencyError('ELB is busy'), guarded);
      await expect(admit(input)).rejects.toThrow('ELB is busy');
      await next(ledger);
      expect(await admit(input)).toMatchObject({ kind: 'admitted' });
    });

    it('is not waited for by who is refused while the ledger is busy', async () => {
      const { ledger, admit } = aControlPlane();
      await ledger.lease({ ...other, holder: 'orders-0' }, admittedAt);
      ledger.turnBack = () => Promise.reject(new DependencyError('DynamoDB is busy'));
      expect(await admit(input)).toMatchObject({ kind: 'refused' });
    });
  });

  it('leaves nothing behind when the first look fails', async () => {
    const { ledger, admit } = aControlPlane(new DependencyError('ELB is busy'));
    await expect(admit(input)).rejects.toThrow('ELB is busy');
    expect(await ledger.heldLeases()).toEqual([]);
  });

  it('leaves a lease without a deployment when the second look fails, which the reconciler releases once the execution is over', async () => {
    const { ledger, admit } = aControlPlane(guarded, new DependencyError('ELB is busy'));
    await expect(admit(input)).rejects.toThrow('ELB is busy');
    expect((await ledger.leaseOf('orders'))?.holder).toBe(deploymentId);
    const deployment = await ledger.find(deploymentId);
    const observed = {
      deployment,
      job: 'deployment',
      whole: 'stable',
      candidateStopped: true,
      promotedScalingInEffect: true,
      restoredScalingInEffect: true,
      restore: { number: 0, running: false },
    } as const;
    expect([true, false].map((executionRunning) => repair({ ...observed, executionRunning }).kind)).toEqual(['leave', 'release']);
  });

  it.each([
    [{ ...input, deploymentId: undefined }, 'deploymentId is missing: give a non-empty string'],
    [
      { ...input, request: { ...request, trigger: { ...request.trigger, kind: 'cron' } } },
      'request.trigger.kind is "cron": give image-push, request or template',
    ],
    [{ ...input, request: { ...request, purpose: 'b-b' } }, 'request.purpose is "b-b": give release or a-a'],
  ])('names the field of an input by hand that cannot be used', async (wrong, message) => {
    const { admit } = aControlPlane();
    await expect(admit(wrong)).rejects.toThrow(message);
  });

  it('keeps all that a request names, an image, a task definition and a purpose, for the log', async () => {
    const { ledger, admit } = aControlPlane();
    const both = { ...request, imageDigest: digest, taskDefinitionArn: 'orders:7', purpose: 'release' } as const;
    await admit({ ...input, request: both });
    expect((await ledger.events(deploymentId))[0]?.detail).toEqual({ request: both });
  });
});
