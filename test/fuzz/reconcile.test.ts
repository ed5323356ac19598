import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ended } from '../../adapters/executions.ts';
import { outcomeRecorder } from '../../adapters/outcome-recorder.ts';
import { weightsOf } from '../../core/deployment/traffic.ts';
import { valueAt } from '../../core/input.ts';
import { reconcile } from '../../functions/reconcile/reconcile.ts';
import { thenResend } from '../../functions/reconcile/resend-announcements.ts';
import { admittedAt, aLane, digest, secondsLater, someActions } from '../core/builders.ts';
import { machineArn as restoreMachineArn } from '../functions/an-event.ts';
import { cases } from './cases.ts';
import * as samples from './event-samples.ts';
import { expectPlain, fuzz, fuzzTimeoutMs } from './fuzz.ts';
import { anyJson, hostileValue, jsonText } from './hostile-values.ts';
import { mutated } from './mutate.ts';
import { aWatchedWorld, deployment } from './some-needs.ts';

const deploymentMachineArn = restoreMachineArn.replace('restore', 'deployment');
const executionOf = (machineArn: string, name: string) => `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** Its execution ended before it was admitted, so that the ledger does not know it. */
const unadmittedArn = executionOf(deploymentMachineArn, 'orders-9');

const endedBadly = (executionArn: string, stateMachineArn: string) => {
  const { detail, ...envelope } = samples.executionFailed;
  return { ...envelope, detail: { ...(detail as object), executionArn, stateMachineArn } };
};
const events = {
  ofHolder: endedBadly(deployment.executionArn, deploymentMachineArn),
  ofUnadmitted: endedBadly(unadmittedArn, deploymentMachineArn),
  ofRestore: endedBadly(executionOf(restoreMachineArn, `restore-${deployment.id}-1`), restoreMachineArn),
  ofNobody: endedBadly(executionOf(deploymentMachineArn, 'mail-1'), deploymentMachineArn),
};
const ended: Ended = {
  ...{ at: secondsLater(60).toISOString(), status: 'failed', error: 'InvalidInputError', cause: '{"errorMessage":"no such service"}' },
  input: { service: 'orders', imageDigest: digest, trigger: { kind: 'request', id: 'release-9', at: admittedAt.toISOString() } },
};

interface Input {
  readonly event: unknown;
  /** What Step Functions says of the unadmitted one: whoever started it by hand wrote its input. */
  readonly ended: Ended;
}

const anyInput: fc.Arbitrary<Input> = fc.record({
  event: fc.oneof({ arbitrary: mutated([...Object.values(events), samples.alarmRang]), weight: 9 }, { arbitrary: anyJson, weight: 1 }),
  ended: fc
    .tuple(mutated([ended.input]), fc.oneof(fc.constant(ended.cause), hostileValue.map(jsonText)), fc.boolean())
    .map(([input, cause, hasCause]) => ({ ...ended, input, ...(hasCause && cause !== undefined && { cause }) })),
});

/** A world in which `orders` lost its execution in the middle of a deployment. Says what was done in it: pages, too. */
async function aSweptWorld(unadmitted: Ended) {
  const { effects, parts } = await aWatchedWorld();
  const pages: unknown[] = [];
  const actions = someActions(50, 50);
  const rules = async (arns: readonly string[]) => new Map(arns.map((ruleArn) => [ruleArn, { ruleArn, actions, isDefault: false }]));
  const telling = { record: outcomeRecorder(parts), pager: { page: async (...page: readonly string[]) => void pages.push(page) } };
  const needs = {
    ...{ ...parts, ...telling, restoreMachineArn, deploymentMachineArn },
    executions: { ...parts.executions, ended: async (arn: string) => (arn === unadmittedArn ? unadmitted : undefined) },
    ...{ lanes: { read: async () => aLane() }, elb: { rules }, glance: { someRules: rules }, scaling: { targets: async () => [] } },
    traffic: { read: async () => ({ traffic: weightsOf(actions), healthyCandidates: 4, healthyStable: 4 }) },
  };
  return { run: thenResend(reconcile(needs), needs), done: () => ({ ...effects, pages }) };
}

type Done = ReturnType<Awaited<ReturnType<typeof aSweptWorld>>['done']>;

/** A field is copied to an announcement and a page at most a few times, and no field is longer than a few thousand characters. */
const toldCharactersMax = 40_000;

/** What was done, in a word: nothing, exactly what the end of an honest execution brings, or that people were told of what was not admitted. */
function kindOf(done: Done, restored: string): 'nothing' | 'restored' | 'told' {
  const { written, started, answers, announced, pages } = done;
  const acts = written.length + started.length + answers.length;
  if (acts + announced.length + pages.length === 0) return 'nothing';
  const text = JSON.stringify(done);
  if (acts > 0) {
    if (text !== restored) expect(done).toEqual(JSON.parse(restored));
    return 'restored';
  }
  expect(text.length).toBeLessThan(toldCharactersMax);
  expect([announced.length, pages.length].every((count) => count <= 1)).toBe(true);
  for (const each of announced) expect(each).toMatchObject({ type: 'DeploymentRefused', deploymentId: 'orders-9' });
  return 'told';
}

/** What an event should come to: the end of an execution is looked into alone, and any other event, as the clock does, wakes for every lease. */
function wanted(event: unknown): ReturnType<typeof kindOf> {
  const [type, executionArn] = [valueAt(event, 'detail-type'), valueAt(event, 'detail.executionArn')];
  // The sweep tries again, a minute later.
  if (valueAt(event, 'detail.stateMachineArn') === restoreMachineArn && valueAt(event, 'detail.status') === 'FAILED') return 'nothing';
  if (type !== 'Step Functions Execution Status Change' || typeof executionArn !== 'string' || executionArn === '') return 'restored';
  if (executionArn === unadmittedArn) return 'told';
  return executionArn.includes(deployment.id) ? 'restored' : 'nothing';
}

describe('events that no service of AWS would send', () => {
  it('have the reconciler do what AWS and the ledger ask for, or nothing', { timeout: fuzzTimeoutMs }, async () => {
    const honest = await aSweptWorld(ended);
    await honest.run(events.ofHolder);
    const restored = JSON.stringify(honest.done());
    expect(honest.done().started).toMatchObject([{ machineArn: restoreMachineArn, name: `restore-${deployment.id}-1` }]);
    let done: (() => Done) | undefined;
    const run = async (input: Input) => {
      const world = await aSweptWorld(input.ended);
      done = world.done;
      return await world.run(input.event);
    };
    const counted = { nothing: 0, restored: 0, told: 0 };
    await fuzz(anyInput, cases.reconciled, run, (outcome, { event }) => {
      // An event only wakes: there is nothing in it to refuse.
      if (outcome.kind === 'refused') throw outcome.error;
      expectPlain(outcome.answer);
      const kind = done === undefined ? 'nothing' : kindOf(done(), restored);
      counted[kind] += 1;
      if (kind !== wanted(event)) expect(kind).toBe(wanted(event));
    });
    expect(Math.min(...Object.values(counted))).toBeGreaterThan(100);
  });
});
