import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { rollbackHolder } from '../../core/deployment/holders.ts';
import type { SluiceEvent } from '../../core/events/published-events.ts';
import { aProfile } from '../core/analysis/metric-plans.ts';
import { secondsLater } from '../core/builders.ts';
import { aDecision, aDeployment, admit, anEvent, aSignal } from './a-deployment.ts';
import { dyingAfter, Killed, ledgersOn } from './a-dying-ledger.ts';
import { aLedgerTable, type Call, databaseNames, type LedgerTable } from './a-ledger-table.ts';

/** No operation here makes as many calls. */
const callsMax = 20;

describe.each(databaseNames)('in %s', (database) => {
  let table: LedgerTable;
  let calm: Ledger;
  const aLedger = ledgersOn(() => table);
  beforeAll(async () => {
    table = await aLedgerTable(database);
    calm = aLedger((call) => call());
  });
  afterAll(() => table.stop());

  async function admitted(change: Partial<Deployment> = {}): Promise<Deployment> {
    const deployment = aDeployment(change);
    await admit(calm, deployment);
    return deployment;
  }

  const lease = (service: string) => ({ service, holder: 'd-1', executionArn: 'arn', alarmArns: [], candidateLane: 'prod/green' });
  const trigger = { kind: 'image-push', id: 'push-1', at: secondsLater(0).toISOString() } as const;

  const next = { holder: rollbackHolder('d-0'), until: secondsLater(60).toISOString() };
  const announcement = ({ id, service }: Deployment): SluiceEvent => ({
    ...{ type: 'DeploymentPromoted', at: trigger.at, deploymentId: id, service, because: 'safe' },
    detail: { error: null, observed: null, analysis: null },
  });
  const owedOf = async (ledger: Ledger, { id }: Deployment) => (await ledger.owed()).filter(({ event }) => event.deploymentId === id);

  /**
   * Every operation that writes, as a use case would do it again after a crash: from the loading. Appending and turns are further down, evidence
   * has a file of its own.
   */
  const operations: Readonly<Record<string, (ledger: Ledger, deployment: Deployment) => Promise<unknown>>> = {
    rememberTrigger: (ledger, { service }) => ledger.rememberTrigger({ service, target: 'sha256:a', trigger }, 'd-1'),
    lease: async (ledger, { service, id }) => {
      await ledger.release(service, id);
      return await ledger.lease(lease(service), secondsLater(1));
    },
    newestPush: (ledger, { service }) => ledger.newestPush(service, secondsLater(1).toISOString()),
    newestTemplate: (ledger, { service }) => ledger.newestTemplate(service, { taskDefinitionArn: 'orders:7', at: trigger.at, version: 1 }),
    abortUnbegun: (ledger, { service }) => ledger.abortUnbegun(service, { ...aSignal('ada'), kind: 'abort' }),
    release: (ledger, { service, id }) => ledger.release(service, id),
    reserve: (ledger, { service, id }) => ledger.reserve(service, id, next),
    unreserve: async (ledger, { service, id }) => {
      await calm.reserve(service, id, next);
      await ledger.unreserve(service, next.holder);
    },
    admit: (ledger, deployment) => admit(ledger, { ...deployment, id: `${deployment.id}-too`, service: `${deployment.service}-too` }),
    'admit after a release': async (ledger, deployment) => {
      const late = { ...deployment, id: `${deployment.id}-too`, service: `${deployment.service}-too` };
      const taken = { ...lease(late.service), holder: late.id };
      const first = await ledger.lease(taken, secondsLater(0));
      if (first.kind === 'leased' && first.lease.fence === 1) await ledger.release(late.service, late.id, 1);
      await ledger.lease(taken, secondsLater(1));
      await ledger.admit({ ...late, fence: 2 }, anEvent('admitted'));
    },
    'release before an admission': async (ledger, { id, service }) => {
      await calm.lease({ ...lease(`${service}-too`), holder: `${id}-too` }, secondsLater(0));
      await ledger.release(`${service}-too`, `${id}-too`);
    },
    decide: async (ledger, { id }) => {
      const loaded = await ledger.load(id);
      if (loaded.sequence === 0) await ledger.decide(loaded, aDecision());
    },
    storeSignal: (ledger, { id }) => ledger.storeSignal(id, aSignal('errors'), secondsLater(31)),
    'storeSignal after another': async (ledger, { id }) => {
      if ((await calm.load(id)).signal === undefined) await calm.storeSignal(id, aSignal('errors'), secondsLater(31));
      await ledger.storeSignal(id, { ...aSignal('ada'), kind: 'abort' }, secondsLater(32));
    },
    registerToken: (ledger, { id }) => ledger.registerToken(id, { kind: 'guard' }, 'token-1', secondsLater(1)),
    approve: (ledger, { id }) => ledger.approve(id, { stepIndex: 1, by: 'ada', at: secondsLater(1) }),
    countTaskFailure: (ledger, { id }) => ledger.countTaskFailure(id, 'task/a'),
    finish: (ledger, { id }) => ledger.finish(id, { status: 'rolled-back', event: anEvent('back', 60) }),
    keepProfile: (ledger, { service }) => ledger.keepProfile(service, aProfile()),
    owe: async (ledger, deployment) => {
      await ledger.owe(announcement(deployment));
    },
    paid: async (ledger, deployment) => {
      await calm.owe(announcement(deployment));
      for (const { key } of await owedOf(ledger, deployment)) await ledger.paid(key, secondsLater(1));
    },
  };

  /**
   * Everything that can be asked about a deployment and its service, without the names that differ between two runs. What is owed twice is told
   * twice, and counts once here: who listens knows it again.
   */
  async function whatIsThere(deployment: Deployment): Promise<unknown> {
    const [ledger, { id, service }] = [calm, deployment];
    const asked = {
      lease: await ledger.leaseOf(service),
      deployment: await ledger.load(id),
      other: await ledger.find(`${id}-too`),
      events: await ledger.events(id),
      token: await ledger.tokenOf(id, { kind: 'guard' }),
      stopped: await ledger.countTaskFailure(id, 'task/a'),
      trigger: await ledger.rememberTrigger({ service, target: 'sha256:a', trigger }, 'd-2'),
      push: await ledger.newestPush(service, secondsLater(0).toISOString()),
      template: await ledger.newestTemplate(service, { taskDefinitionArn: 'orders:6', at: secondsLater(-1).toISOString(), version: 0 }),
      profile: await ledger.profileOf(service, aProfile().taskDefinitionArn),
      owed: [...new Set((await owedOf(ledger, deployment)).map(({ event }) => JSON.stringify(event)))],
      gone: await ledger.release(service, id),
      next: await ledger.lease({ ...lease(service), holder: `${id}-next` }, secondsLater(2)),
    };
    return JSON.parse(JSON.stringify(asked).replaceAll(/service-\d+/g, 'service-n'));
  }

  async function prepared(): Promise<Deployment> {
    const deployment = await admitted();
    await calm.lease({ ...lease(deployment.service), holder: deployment.id }, secondsLater(0));
    return deployment;
  }

  /** Whether a Lambda was killed at this work; it fails in no other way. */
  const dies = (work: Promise<unknown>) =>
    work.then(
      () => false,
      (error: unknown) => {
        expect(error).toBeInstanceOf(Killed);
        return true;
      },
    );

  /** Makes an attempt with a ledger that dies before each of its calls, and after it; answers how many calls that were. */
  async function callsOf(attempt: (dying: Ledger) => Promise<boolean>): Promise<number> {
    for (let nth = 1; nth < callsMax; nth += 1) {
      if (!(await attempt(aLedger(dyingAfter(nth - 1, 'before'))))) return nth - 1;
      await attempt(aLedger(dyingAfter(nth - 1, 'after')));
    }
    return expect.unreachable(`it makes ${callsMax} calls or more`);
  }

  describe('an operation that is done again after a crash', () => {
    it.each(Object.keys(operations))('%s: killed before or after any of its calls, it comes to the same', async (name) => {
      const operation = operations[name] ?? (() => Promise.reject(new Killed(name)));
      const unharmed = await prepared();
      await operation(calm, unharmed);
      const expected = await whatIsThere(unharmed);
      const calls = await callsOf(async (dying) => {
        const crashed = await prepared();
        const isKilled = await dies(operation(dying, crashed));
        await operation(calm, crashed);
        expect(await whatIsThere(crashed)).toEqual(expected);
        return isKilled;
      });
      expect(calls).toBeGreaterThan(0);
    });

    const pace = { everyMs: 2_000, burst: 3 };
    const turns: Readonly<Record<string, (ledger: Ledger, queue: string) => Promise<unknown>>> = {
      turn: (ledger, queue) => ledger.turn(queue, pace, secondsLater(0)),
      turnNow: (ledger, queue) => ledger.turnNow(queue, pace, secondsLater(0)),
      turnBack: (ledger, queue) => ledger.turnBack(queue, pace, secondsLater(0)),
    };
    // Each call takes a turn, or gives one back, also one that is repeated.
    it.each(Object.keys(turns).flatMap((name) => [0, 1, 5].map((taken) => ({ name, taken }))))(
      '$name, where $taken turns are taken: killed before or after any of its calls, it moves the queue by at most one turn more',
      async ({ name, taken }) => {
        const operation = turns[name] ?? (() => Promise.reject(new Killed(name)));
        const aQueue = async () => {
          const queue = `queue of ${aDeployment().service}`;
          for (let each = 0; each < taken; each += 1) await calm.turn(queue, pace, secondsLater(0));
          return queue;
        };
        /** The turn after the burst. */
        const lastOf = async (queue: string) => {
          const all = [];
          for (let each = 0; each < pace.burst; each += 1) all.push(await calm.turn(queue, pace, secondsLater(0)));
          return all.at(-1)?.getTime() ?? 0;
        };
        const unharmed = await aQueue();
        await operation(calm, unharmed);
        const expectedMs = await lastOf(unharmed);
        const calls = await callsOf(async (dying) => {
          const crashed = await aQueue();
          const isKilled = await dies(operation(dying, crashed));
          await operation(calm, crashed);
          expect(Math.abs((await lastOf(crashed)) - expectedMs)).toBeLessThanOrEqual(pace.everyMs);
          return isKilled;
        });
        expect(calls).toBeGreaterThan(0);
      },
    );

    it.each(Object.keys(operations))('%s: each request sent twice, as after a lost answer, comes to the same', async (name) => {
      const operation = operations[name] ?? (() => Promise.reject(new Killed(name)));
      const [unharmed, doubled] = [await prepared(), await prepared()];
      const once = await operation(calm, unharmed);
      const twice = await operation(
        aLedger((call) => call().then(call, call)),
        doubled,
      );
      const plain = (answer: unknown) => JSON.stringify(answer ?? 'nothing').replaceAll(/service-\d+/g, 'service-n');
      expect(plain(twice)).toBe(plain(once));
      expect(await whatIsThere(doubled)).toEqual(await whatIsThere(unharmed));
    });
  });

  describe('the log', () => {
    it('has each event once and in order, whichever call of a long one’s move the Lambda dies at', async () => {
      for (const when of ['before', 'after'] as const) {
        // The 31st append makes the tail long: its own write, 16 entries that move, and the cut.
        for (let calls = 1; calls <= 18; calls += 1) {
          const { id } = await admitted();
          const texts = Array.from({ length: 34 }, (_, index) => `look ${index}`);
          for (const [index, because] of texts.entries()) {
            const isLong = index === 30;
            const ledger = isLong ? aLedger(dyingAfter(calls, when)) : calm;
            expect(await dies(ledger.append(id, anEvent(because)))).toBe(isLong && calls < 18);
          }
          expect((await calm.events(id)).map(({ because }) => because)).toEqual(['admitted', ...texts]);
        }
      }
    });

    it('is cut by nobody whose picture of it is old, even when it is as long again as in the picture', async () => {
      const { id } = await admitted();
      const texts = Array.from({ length: 48 }, (_, index) => `look ${index}`);
      /** Appends, and stops before the cut: one write, 16 moved entries, then the cut. */
      const stoppedBeforeTheCut = async (because: string) => {
        const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
        let calls = 0;
        const ledger = aLedger(async (call) => {
          calls += 1;
          if (calls === 18) reached.resolve();
          if (calls === 18) await released.promise;
          return call();
        });
        const appended = ledger.append(id, anEvent(because));
        await reached.promise;
        return async () => {
          released.resolve();
          await appended;
        };
      };
      const append = async (some: readonly string[]) => {
        for (const because of some) await calm.append(id, anEvent(because));
      };
      await append(texts.slice(0, 30));
      const early = await stoppedBeforeTheCut('look 30');
      await append(texts.slice(31, 47));
      const late = await stoppedBeforeTheCut('look 47');
      await early();
      await late();
      expect((await calm.events(id)).map(({ because }) => because)).toEqual(['admitted', ...texts]);
    });

    it('has each event once when every request is sent twice', async () => {
      const { id } = await admitted();
      const texts = Array.from({ length: 40 }, (_, index) => `look ${index}`);
      const doubling = aLedger((call) => call().then(call, call));
      for (const because of texts) await doubling.append(id, anEvent(because));
      expect((await calm.events(id)).map(({ because }) => because)).toEqual(['admitted', ...texts]);
    });
  });

  describe('operations that meet', () => {
    /** Runs all of them on the same deployment; the scheduler decides, before each call to DynamoDB, who goes on. */
    async function meeting<T>(
      scheduler: fc.Scheduler,
      id: string,
      parts: Readonly<Record<string, (ledger: Ledger) => Promise<T>>>,
    ): Promise<Readonly<Record<string, T>>> {
      const run = async ([name, part]: readonly [string, (ledger: Ledger) => Promise<T>]) => {
        const turn = (call: Call) => scheduler.schedule(Promise.resolve(), `${name} of ${id}`).then(call);
        return [name, await part(aLedger(turn))] as const;
      };
      return Object.fromEntries(await scheduler.waitFor(Promise.all(Object.entries(parts).map(run))));
    }

    it('a token and signals: one of them always answers the wait, under any interleaving', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          fc.nat(9).map((nth) => nth === 0),
          async (scheduler, logIsLong) => {
            const { id } = await admitted();
            if (logIsLong) for (let index = 0; index < 30; index += 1) await calm.append(id, anEvent(`look ${index}`));
            const answers = await meeting<object>(scheduler, id, {
              token: (ledger) => ledger.registerToken(id, { kind: 'guard' }, 'token-1', secondsLater(1)),
              errors: (ledger) => ledger.storeSignal(id, aSignal('errors'), secondsLater(1)),
              latency: (ledger) => ledger.storeSignal(id, aSignal('latency'), secondsLater(1)),
            });
            const toldOfToken = [answers.errors, answers.latency].some((answer) => answer && 'guardToken' in answer);
            const toldOfSignal = answers.token !== undefined && 'signal' in answers.token;
            expect(toldOfToken || toldOfSignal).toBe(true);
            const kinds = [answers.errors, answers.latency].map((answer) => answer && 'kind' in answer && answer.kind);
            expect(kinds.sort()).toEqual(['already', 'stored']);
          },
        ),
        { numRuns: 40 },
      );
    });

    it('an approval and its token: one of them always answers the wait', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const { id } = await admitted();
          const answers = await meeting<object>(scheduler, id, {
            token: (ledger) => ledger.registerToken(id, { kind: 'approval', stepIndex: 1 }, 'token-1', secondsLater(1)),
            person: (ledger) => ledger.approve(id, { stepIndex: 1, by: 'ada', at: secondsLater(1) }),
          });
          const told = [
            answers.person && 'taskToken' in answers.person,
            answers.token && 'approved' in answers.token && answers.token.approved,
          ];
          expect(told).toContain(true);
        }),
        { numRuns: 20 },
      );
    });

    it('a promotion and a signal: the promotion is committed only when no signal was stored before it', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const deployment = await admitted();
          await meeting<unknown>(scheduler, deployment.id, {
            promotion: (ledger) =>
              ledger.decide(deployment, aDecision({ status: 'promoting', event: anEvent('promote') })).catch(() => 'stale'),
            signal: (ledger) => ledger.storeSignal(deployment.id, aSignal('errors'), secondsLater(1)),
          });
          const order = (await calm.events(deployment.id)).map(({ because }) => because).slice(1);
          expect([['promote', 'errors is in ALARM'], ['errors is in ALARM']]).toContainEqual(order);
        }),
        { numRuns: 20 },
      );
    });

    it('an end that leaves users and an abort: the end is refused, or the abort is told that it is too late', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const { id } = await admitted();
          const answers = await meeting<object>(scheduler, id, {
            end: (ledger) =>
              ledger
                .finish(id, { status: 'rolled-back', event: anEvent('back', 60), leavesUsers: true })
                .catch((refused: Error) => refused),
            alarm: (ledger) => ledger.storeSignal(id, aSignal('errors'), secondsLater(1)),
            abort: (ledger) => ledger.storeSignal(id, { ...aSignal('ada'), kind: 'abort' }, secondsLater(1)),
          });
          const { status, signal } = await calm.load(id);
          const [end, told] = [answers.end as Error | Deployment, answers.abort as { readonly kind: string }];
          const isRefused = 'name' in end && end.name === 'UsersAskedBackError';
          expect([status, told.kind]).toEqual(isRefused ? ['progressing', 'stored'] : ['rolled-back', 'too-late']);
          if (isRefused) expect(signal?.kind).toBe('abort');
        }),
        { numRuns: 40 },
      );
    });

    it('leases: at most one holder at any time, and each holder’s fence is higher than the last', async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const { service, id } = aDeployment();
          const fences: number[] = [];
          let holding = 0;
          const worker = (holder: string) => async (ledger: Ledger) => {
            const answer = await ledger.lease({ ...lease(service), holder }, secondsLater(0));
            if (answer.kind === 'held') return;
            holding += 1;
            expect(holding).toBe(1);
            fences.push(answer.lease.fence);
            holding -= 1;
            await ledger.release(service, holder);
          };
          await meeting<void>(scheduler, id, { one: worker('d-1'), two: worker('d-2'), three: worker('d-3') });
          expect(fences).toEqual(fences.map((_, index) => index + 1));
        }),
        { numRuns: 20 },
      );
    });
  });
});
