import { beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Deployment, Signal } from '../../core/deployment/deployment.ts';
import { secondsLater } from '../core/builders.ts';
import { aDeployment, admit, anEvent, aSignal } from './a-deployment.ts';
import { ledgers } from './the-ledgers.ts';

const abort: Signal = { ...aSignal('ada'), kind: 'abort', because: 'ada asked to go back' };
const unserved: Signal = { ...aSignal('rule'), kind: 'unserved', because: 'nobody serves them' };
const leftElsewhere = { status: 'rolled-back', event: anEvent('back', 60), leavesUsers: true } as const;

describe.each(ledgers)('the ledger $where', ({ prepared }) => {
  const make = prepared();
  let ledger: Ledger;
  let deployment: Deployment;

  beforeEach(async () => {
    ledger = make();
    deployment = aDeployment();
    await admit(ledger, deployment);
  });

  const stored = (signal: Signal) => ledger.storeSignal(deployment.id, signal, secondsLater(31));

  describe('Users who are asked back come back', () => {
    it.each([abort, unserved])(
      'finish as rolled back with users left elsewhere is refused when they are asked back: $kind',
      async (signal) => {
        await stored(signal);
        const loaded = await ledger.load(deployment.id);
        await expect(ledger.finish(deployment.id, leftElsewhere)).rejects.toMatchObject({
          name: 'UsersAskedBackError',
          deploymentId: deployment.id,
          message: expect.stringContaining(signal.because),
        });
        expect([await ledger.load(deployment.id), (await ledger.events(deployment.id)).length]).toEqual([loaded, 2]);
        const { leavesUsers: _, ...onStable } = leftElsewhere;
        expect(await ledger.finish(deployment.id, onStable)).toMatchObject({ status: 'rolled-back', signal });
      },
    );

    it.each([abort, unserved])('who asks for them is heard also after a signal that leaves them: $kind', async (signal) => {
      const first = aSignal('errors');
      await stored(first);
      await ledger.registerToken(deployment.id, { kind: 'guard' }, 'token-1', secondsLater(1));
      expect(await stored(signal)).toEqual({ kind: 'stored', signal, guardToken: 'token-1' });
      expect(await stored(signal)).toEqual({ kind: 'already', signal, guardToken: 'token-1' });
      expect(await stored(aSignal('latency'))).toMatchObject({ kind: 'already', signal });
      expect(await ledger.load(deployment.id)).toEqual({ ...deployment, signal });
      const told = (await ledger.events(deployment.id)).map(({ because }) => because);
      expect(told).toEqual(['admitted', first.because, signal.because, aSignal('latency').because]);
      await expect(ledger.finish(deployment.id, leftElsewhere)).rejects.toMatchObject({ name: 'UsersAskedBackError' });
    });

    it('the first who asks for them stays', async () => {
      await stored(abort);
      expect(await stored(unserved)).toEqual({ kind: 'already', signal: abort });
      expect(await ledger.load(deployment.id)).toEqual({ ...deployment, signal: abort });
    });

    it('they stay where they are for any other signal, and for none', async () => {
      await stored(aSignal('errors'));
      expect(await ledger.finish(deployment.id, leftElsewhere)).toMatchObject({ status: 'rolled-back' });
      const unsignalled = aDeployment();
      await admit(ledger, unsignalled);
      expect(await ledger.finish(unsignalled.id, leftElsewhere)).toMatchObject({ status: 'rolled-back' });
    });

    it('who asks after that is told that it is too late, and finish again answers the first outcome', async () => {
      const ended = await ledger.finish(deployment.id, leftElsewhere);
      expect(await stored(abort)).toEqual({ kind: 'too-late', status: 'rolled-back' });
      expect(await ledger.finish(deployment.id, leftElsewhere)).toEqual(ended);
    });

    it('finish again answers the first outcome also when they were asked back before it', async () => {
      await stored(abort);
      const { leavesUsers: _, ...onStable } = leftElsewhere;
      const ended = await ledger.finish(deployment.id, onStable);
      expect(await ledger.finish(deployment.id, leftElsewhere)).toEqual(ended);
    });
  });
});
