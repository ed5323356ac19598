import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concerns, wokenBy } from '../../functions/reconcile/woken-by.ts';
import { signalDeployment } from '../../functions/signal-deployment/signal-deployment.ts';
import { startDeployment } from '../../functions/start-deployment/start-deployment.ts';
import { machineArn } from '../functions/an-event.ts';
import { silentWitnesses } from '../functions/silent-witnesses.ts';
import { cases } from './cases.ts';
import * as samples from './event-samples.ts';
import { expectPlain, fuzz, fuzzTimeoutMs } from './fuzz.ts';
import { anyJson } from './hostile-values.ts';
import { mutated } from './mutate.ts';
import { aWatchedWorld, deployment, type Effects, isUntouched, sizeOf } from './some-needs.ts';

const events = [
  samples.alarmRang,
  samples.taskStopped,
  samples.launchFailed,
  samples.abortRequested,
  samples.rollbackRequested,
  samples.approvalGiven(deployment.id),
  samples.imagePushed,
  samples.deploymentRequested,
  samples.serviceDeclared,
  samples.executionFailed,
];
const anyEvent = fc.oneof({ arbitrary: mutated(events), weight: 9 }, { arbitrary: anyJson, weight: 1 });

/** A case may copy a field to a record, a log and an answer, and no field is longer than a few thousand characters. */
const effectCharactersMax = 40_000;

/** What holds for every event: who refuses or ignores it does nothing, and who acts on it writes no more than fits into a record. */
function expectBounded(
  outcome: { readonly kind: string },
  { answer, effects }: { answer: { readonly kind: string } | undefined; effects: Effects },
): void {
  if ((outcome.kind === 'refused' || answer?.kind === 'ignored') && !isUntouched(effects)) expect(effects).toEqual('nothing');
  expect(sizeOf(effects)).toBeLessThan(effectCharactersMax);
  expect(JSON.stringify(answer ?? '').length).toBeLessThan(effectCharactersMax);
  expectPlain(answer);
}

describe('events that no service of AWS would send', () => {
  it('are signals, or change nothing', { timeout: fuzzTimeoutMs }, async () => {
    let effects: Effects | undefined;
    const run = async (event: unknown) => {
      const world = await aWatchedWorld();
      effects = world.effects;
      return await signalDeployment({ ...world.parts, ...silentWitnesses, restoreMachineArn: machineArn })(event);
    };
    const told = { signalled: 0, ignored: 0, refused: 0 };
    await fuzz(anyEvent, cases.signals, run, (outcome) => {
      const answer = outcome.kind === 'answered' ? outcome.answer : undefined;
      told[answer?.kind ?? 'refused'] += 1;
      if (effects !== undefined) expectBounded(outcome, { answer, effects });
    });
    expect(Math.min(...Object.values(told))).toBeGreaterThan(100);
  });

  it('wake the reconciler for the lease of an execution, or for all of them', { timeout: fuzzTimeoutMs }, async () => {
    const told = { one: 0, all: 0 };
    const held = { service: 'orders', holder: 'orders-1', fence: 1, alarmArns: [], candidateLane: '', leasedAt: '' };
    const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:sluice-deployment:orders-1';
    const run = (event: unknown) => {
      const endedArn = wokenBy(event);
      return endedArn === undefined ? 'all' : concerns({ ...held, executionArn }, endedArn) ? 'one' : 'none';
    };
    await fuzz(anyEvent, cases.wakings, run, (outcome) => {
      if (outcome.kind === 'refused') expect(outcome.error).toBeUndefined();
      else if (outcome.answer !== 'none') told[outcome.answer] += 1;
    });
    expect(Math.min(...Object.values(told))).toBeGreaterThan(50);
  });

  it('start a deployment of a declared service, or change nothing', { timeout: fuzzTimeoutMs }, async () => {
    let effects: Effects | undefined;
    const run = async (event: unknown) => {
      const world = await aWatchedWorld();
      effects = world.effects;
      return await startDeployment({ ...world.parts, deploymentMachineArn: machineArn })(event);
    };
    const told = { started: 0, ignored: 0, refused: 0 };
    await fuzz(anyEvent, cases.starts, run, (outcome) => {
      const answer = outcome.kind === 'answered' ? outcome.answer : undefined;
      told[answer?.kind ?? 'refused'] += 1;
      if (effects !== undefined) expectBounded(outcome, { answer, effects });
      // What Step Functions takes for the name of an execution.
      for (const each of answer?.deployments ?? []) expect(each.deploymentId).toMatch(/^orders-\d{8}T\d{6}Z-[0-9a-f]{8}$/);
    });
    expect(Math.min(...Object.values(told))).toBeGreaterThan(100);
  });
});
