import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import { signalDeployment } from '../../../functions/signal-deployment/signal-deployment.ts';
import { watchForSignals } from '../../../functions/watch-for-signals/watch-for-signals.ts';
import { admittedAt, aPlan, aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { anEvent, machineArn } from '../an-event.ts';
import { fakeExecutions } from '../fake-executions.ts';
import { silentWitnesses } from '../silent-witnesses.ts';
import { theAnnounced } from '../the-announced.ts';

const { id } = aProgressing();
const now = () => secondsLater(90);
const guard = { deploymentId: id, wait: { kind: 'guard' }, taskToken: 'guard-1' };
const approval = { deploymentId: id, wait: { kind: 'approval', stepIndex: 2 }, taskToken: 'approval-1' };
const abort = anEvent({
  'detail-type': 'AbortRequested',
  time: secondsLater(60).toISOString(),
  detail: { service: 'orders', by: 'ana', because: 'wrong price' },
});
const because = 'ana asked to go back: wrong price';
const aborted = { taskToken: 'guard-1', failure: { error: 'Aborted', cause: because } };

async function aBench(ledger = memoryLedger()) {
  const plan = aPlan();
  await anAdmitted(ledger, aProgressing({ plan: { ...plan, steps: plan.steps.map((step) => ({ ...step, approval: true })) } }));
  const { executions, answers } = fakeExecutions();
  const lanes = { read: () => Promise.reject(new RangeError('no lane is read here')) };
  return {
    ledger,
    answers,
    watch: watchForSignals({ ledger, executions, now }),
    signal: signalDeployment({ ...silentWitnesses, ...theAnnounced(), ledger, executions, lanes, restoreMachineArn: machineArn, now }),
  };
}

describe('watchForSignals', () => {
  it('keeps the token of the guard until a signal answers it', async () => {
    const { watch, signal, answers } = await aBench();
    expect(await watch(guard)).toEqual({ kind: 'waiting', because: 'no signal so far' });
    expect(answers).toEqual([]);
    await signal(abort);
    expect(answers).toEqual([aborted]);
  });

  it('answers the guard at once when the signal came first', async () => {
    const { watch, signal, answers } = await aBench();
    await signal(abort);
    expect(answers).toEqual([]);
    expect(await watch(guard)).toEqual({ kind: 'answered', because });
    expect(answers).toEqual([aborted]);
  });

  it('answers the guard exactly once, in whatever order token and signal arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const ledger = memoryLedger();
        const registerToken = scheduler.scheduleFunction(ledger.registerToken);
        const storeSignal = scheduler.scheduleFunction(ledger.storeSignal);
        const { watch, signal, answers } = await aBench({ ...ledger, registerToken, storeSignal });
        await scheduler.waitFor(Promise.all([watch(guard), signal(abort)]));
        expect(answers).toEqual([aborted]);
      }),
    );
  });

  it('answers the later token of a guard that was registered twice', async () => {
    const { watch, signal, answers } = await aBench();
    await watch(guard);
    await watch({ ...guard, taskToken: 'guard-2' });
    await signal(abort);
    expect(answers).toEqual([{ ...aborted, taskToken: 'guard-2' }]);
  });

  it.each([
    [
      { redrives: 0, tries: 0 },
      { redrives: 0, tries: 1 },
    ],
    [
      { redrives: 0, tries: 36 },
      { redrives: 1, tries: 0 },
    ],
  ])(
    'answers the token of the last try, also when the registration of an earlier one is stored after it: %j, %j',
    async (earlier, later) => {
      const { watch, signal, answers } = await aBench();
      const asked = { at: secondsLater(0).toISOString() };
      await watch({ ...guard, taskToken: 'guard-2', asked: { ...asked, ...later } });
      await watch({ ...guard, taskToken: 'guard-1', asked: { ...asked, ...earlier } });
      await signal(abort);
      expect(answers).toEqual([{ ...aborted, taskToken: 'guard-2' }]);
    },
  );

  it('keeps the token of an approval until a person agrees to that step', async () => {
    const { watch, signal, answers } = await aBench();
    const agree = (stepIndex: number) =>
      signal(anEvent({ 'detail-type': 'ApprovalGiven', detail: { deploymentId: id, stepIndex, by: 'ana' } }));
    expect(await watch(approval)).toEqual({ kind: 'waiting', because: 'step 2 needs an approval' });
    await agree(1);
    expect(answers).toEqual([]);
    await agree(2);
    expect(answers).toEqual([{ taskToken: 'approval-1', output: { approvedBy: 'ana' } }]);
  });

  it('answers an approval at once when it was given before the wait', async () => {
    const { ledger, watch, answers } = await aBench();
    await ledger.approve(id, { stepIndex: 2, by: 'ana', at: admittedAt });
    expect(await watch(approval)).toEqual({ kind: 'answered', because: 'step 2 was approved before' });
    expect(answers).toEqual([{ taskToken: 'approval-1', output: { approved: true } }]);
  });

  it('leaves an approval that waits to the guard when a signal comes', async () => {
    const { watch, signal, answers } = await aBench();
    await signal(abort);
    expect(await watch(approval)).toEqual({ kind: 'waiting', because: 'step 2 needs an approval' });
    expect(answers).toEqual([]);
  });

  it.each([
    [{ ...guard, taskToken: '' }, 'taskToken is "": give a non-empty string'],
    [{ ...guard, deploymentId: 'orders-0' }, "deployment orders-0 does not exist: take the id from the execution's name"],
    [{ ...approval, wait: { kind: 'approval' } }, 'wait.stepIndex is missing: give a whole number from 0'],
    [{ ...guard, wait: { kind: 'gaurd' } }, 'wait.kind is "gaurd": give guard or approval'],
  ])('names what is wrong with %j', async (input, message) => {
    const { watch, answers } = await aBench();
    await expect(watch(input)).rejects.toThrow(message);
    expect(answers).toEqual([]);
  });
});
