import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/seeded-random.ts';
import type { Call } from '../../../local/aws/router.ts';
import { serviceFailure } from '../../../local/aws/step-functions/service-failure.ts';
import type { Simulated } from '../world/simulated.ts';
import { brokenCalls, lostAnswers } from './failing-calls.ts';
import type { FaultKind } from './fault.ts';

const machine = { roleArn: 'arn:aws:iam::111122223333:role/sluice-deployment' };
const invocation = { service: 'Lambda', operation: 'Invoke', input: {}, caller: machine };

/** What a hundred such calls fail with, as Step Functions names it, before and after their effect. */
function namesOf(kind: FaultKind, call: Call) {
  const campaign = { fault: kind.name, fromSeconds: 0, untilSeconds: 1, intensity: 1, service: 'shop' } as const;
  const sim: Partial<Simulated> = {};
  const { call: fails } = kind.begin({ sim: sim as Simulated, campaign, random: seededRandom(7), count: () => undefined });
  const faults = Array.from({ length: 100 }, () => fails?.(call));
  const style = { prefix: call.service, unmodelled: 'AWSLambdaException', causeService: 'AWSLambda' };
  const named = (errors: readonly unknown[]) =>
    [...new Set(errors.flatMap((error) => (error === undefined ? [] : [serviceFailure(error, style).error])))].sort();
  return { before: named(faults.map((fault) => fault?.throwBefore)), after: named(faults.map((fault) => fault?.throwAfter)) };
}

describe('a function that a state machine calls', () => {
  it('breaks in every way that Lambda and Step Functions have names for', () => {
    const before = ['Lambda.AWSLambdaException', 'Lambda.ClientExecutionTimeoutException', 'Lambda.CodeArtifactUserPendingException'];
    expect(namesOf(brokenCalls, invocation)).toEqual({ before, after: [] });
  });

  it('may have run when nothing was heard of it, but never while it was waking', () => {
    const after = ['Lambda.AWSLambdaException', 'Lambda.ClientExecutionTimeoutException'];
    expect(namesOf(lostAnswers, invocation)).toEqual({ before: [], after });
  });
});

describe('any other call', () => {
  it.each([
    ['an event that a function gets', { ...invocation, caller: { roleArn: 'events.amazonaws.com' } }],
    ['a change of a rule', { ...invocation, service: 'ElasticLoadBalancingV2', operation: 'ModifyRule' }],
  ])('breaks as before: %s', (_, call) => {
    expect(namesOf(brokenCalls, call)).toEqual({ before: [`${call.service}.AWSLambdaException`], after: [] });
  });
});
