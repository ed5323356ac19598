import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concerns, wokenBy } from '../../functions/reconcile/woken-by.ts';
import { signalDeployment } from '../../functions/signal-deployment/signal-deployment.ts';
import type { Signalled } from '../../functions/signal-deployment/signalled.ts';
import { startDeployment } from '../../functions/start-deployment/start-deployment.ts';
import { machineArn } from '../functions/an-event.ts';
import { silentWitnesses } from '../functions/silent-witnesses.ts';
import { logged, tried } from './as-shipped.ts';
import { cases } from './cases.ts';
import * as samples from './event-samples.ts';
import { expectPlain, fuzz, fuzzTimeoutMs, type Outcome } from './fuzz.ts';
import { anyJson } from './hostile-values.ts';
import { mutated } from './mutate.ts';
import { aWatchedWorld, deployment, type Effects, isOnlyTold, isUntouched, sizeOf } from './some-needs.ts';

const events = [
  samples.alarmRang,
  samples.taskStopped,
  samples.launchFailed,
  samples.abortRequested,
  samples.rollbackRequested,
  samples.rollbackPostponed,
  ...samples.askedInVain,
  samples.approvalGiven(deployment.id),
  samples.imagePushed,
  samples.deploymentRequested,
  { ...samples.deploymentRequested, time: '2099-01-01T00:00:00Z' },
  samples.serviceDeclared,
  samples.executionFailed,
];
const anyEvent = fc.oneof({ arbitrary: mutated(events), weight: 9 }, { arbitrary: anyJson, weight: 1 });

/** A case may copy a field to a record, a log and an answer, and no field is longer than a few thousand characters. */
const effectCharactersMax = 40_000;

/** What an event came to, and what happened outside. */
interface Case<Answer> {
  readonly outcome: Outcome<Answer>;
  readonly effects: Effects | undefined;
}

/**
 * What holds for every event: an error or an ignored one has done nothing, a refusal has told who asked and no more, and who acts on it writes no
 * more than fits into a record.
 *
 * @returns what it came to, in a word.
 */
function expectBounded<Kind extends string>({ outcome, effects }: Case<{ readonly kind: Kind }>): Kind | 'threw' {
  const answer = outcome.kind === 'answered' ? outcome.answer : undefined;
  const kind = answer?.kind ?? 'threw';
  if (effects === undefined) return kind;
  if ((kind === 'threw' || kind === 'ignored') && !isUntouched(effects)) expect(effects).toEqual('nothing');
  if (kind === 'refused' && !isOnlyTold(effects)) expect(effects).toEqual('a refusal that was told');
  expect(sizeOf(effects)).toBeLessThan(effectCharactersMax);
  expect(JSON.stringify(answer ?? '').length).toBeLessThan(effectCharactersMax);
  expectPlain(answer);
  return kind;
}

describe('events that no service of AWS would send', () => {
  /** Takes an event in a world of its own, and says what the latest one came to, in a word. */
  function signals() {
    let effects: Effects | undefined;
    const take = async (event: unknown): Promise<Signalled> => {
      const world = await aWatchedWorld();
      effects = world.effects;
      return await tried(signalDeployment({ ...silentWitnesses, ...world.parts, restoreMachineArn: machineArn }))(event);
    };
    return { take, bounded: (outcome: Outcome<Signalled>) => expectBounded({ outcome, effects }) };
  }

  it('are signals, or change nothing', { timeout: fuzzTimeoutMs }, async () => {
    const { take, bounded } = signals();
    const told = { signalled: 0, ignored: 0, refused: 0, threw: 0 };
    await fuzz(anyEvent, cases.signals, take, (outcome) => {
      told[bounded(outcome)] += 1;
    });
    expect(Math.min(...Object.values(told))).toBeGreaterThan(1_000);
  });

  it('are logged in lines that can be read, and lost by nothing that logs, counts or traces them', { timeout: fuzzTimeoutMs }, async () => {
    const { take, bounded } = signals();
    const told = { signalled: 0, ignored: 0, refused: 0, threw: 0 };
    await fuzz(anyEvent, cases.logged, logged('signal-deployment', take), (outcome) => {
      told[bounded(outcome)] += 1;
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
      return await tried(startDeployment({ ...world.parts, deploymentMachineArn: machineArn }))(event);
    };
    const told = { started: 0, ignored: 0, refused: 0, threw: 0 };
    await fuzz(anyEvent, cases.starts, run, (outcome) => {
      told[expectBounded({ outcome, effects })] += 1;
      const deployments = outcome.kind === 'answered' && outcome.answer.kind === 'started' ? outcome.answer.deployments : [];
      // What Step Functions takes for the name of an execution.
      for (const each of deployments) expect(each.deploymentId).toMatch(/^orders-\d{8}T\d{6}Z-[0-9a-f]{8}$/);
    });
    expect(Math.min(...Object.values(told))).toBeGreaterThan(100);
  });
});
