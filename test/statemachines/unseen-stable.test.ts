import { describe, expect, it } from 'vitest';
import type { Json } from '../../local/asl/json.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { blueArn, greenArn, someActions } from '../core/builders.ts';
import { deploymentText, type Fault, MachineBench } from './machine-bench.ts';
import { writtenSeconds } from './written-seconds.ts';

const restoreText = restoreDefinition(deploymentText);
const elbDown = 'ElasticLoadBalancingV2.ElasticLoadBalancingV2Exception';
const forever = Number.POSITIVE_INFINITY;
const unseen: Fault = { act: 'look-at-stable', times: forever, error: elbDown };
const failure = { Error: 'GuardTripped', Cause: 'alarm x went to ALARM' };

/** A way back of split users while ELB does not say whom stable serves. */
async function goBackUnseen(running: { readonly stable: number; readonly candidate: number }, ...faults: readonly Fault[]) {
  const bench = new MachineBench({ actions: someActions(25, 75) as unknown as Json, faults: [unseen, ...faults] });
  Object.assign(bench, { candidateCount: running.candidate, stableTargets: running.stable });
  const written = writtenSeconds(bench);
  const seen = await bench.run(restoreText, { plan: bench.plan as unknown as Json, failure });
  return { ...seen, writtenAfterSeconds: written()[0] };
}

const back = { serving: [blueArn], outcome: { status: 'SUCCEEDED' } };

describe('a way back for which ELB does not say whom stable serves', () => {
  it('goes on when ECS says that stable runs', async () => {
    expect(await goBackUnseen({ stable: 1, candidate: 4 })).toMatchObject(back);
  });

  it('leaves users on a candidate that runs when stable does not, and calls a person', async () => {
    const cause =
      'StableEmpty: stable has no task that runs, and ELB does not say whom it serves, so nobody was sent there; GuardTripped: alarm x went to ALARM';
    expect(await goBackUnseen({ stable: 0, candidate: 4 })).toMatchObject({
      ...{ serving: [blueArn, greenArn], pages: 1, recorded: ['needs-human'] },
      outcome: { error: 'NeedsHuman', cause },
    });
  });

  it('goes on when neither runs', async () => {
    expect(await goBackUnseen({ stable: 0, candidate: 0 })).toMatchObject(back);
  });

  it.each([
    ['refuses to say either', 'Ecs.ThrottlingException', undefined],
    ['answers nothing', 'Sandbox.Silent', 3_500],
    ['answers too much', 'States.DataLimitExceeded', undefined],
  ])('goes on within seconds when ECS %s', async (_, error, afterMs) => {
    const faults: Fault = { act: 'sizes', times: forever, error, ...(afterMs !== undefined && { afterMs }) };
    const seen = await goBackUnseen({ stable: 0, candidate: 4 }, faults);
    expect(seen).toMatchObject(back);
    expect(seen.writtenAfterSeconds).toBeLessThanOrEqual(3 + 7);
  });
});
