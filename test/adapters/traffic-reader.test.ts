import { describe, expect, it } from 'vitest';
import { trafficReader } from '../../adapters/traffic-reader.ts';
import type { RuleActions } from '../../core/deployment/aws-requests.ts';
import { weightsOf } from '../../core/deployment/traffic.ts';
import { aPlan, blueArn, greenArn, someActions } from '../core/builders.ts';

const sorryArn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/sorry-page/0a1d6bc24d8a0671';
const forwardTo = (weights: Readonly<Record<string, number>>): RuleActions => {
  const TargetGroups = Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
  return [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
};

/** What is read of this rule and these healthy targets, and whose health was asked for. */
async function read(actions: RuleActions | undefined, healthy: Readonly<Record<string, number>>) {
  const asked: string[] = [];
  const reader = trafficReader({
    rule: async (ruleArn) => actions && { ruleArn, actions, isDefault: false },
    async targetHealth(arn) {
      asked.push(arn);
      const count = healthy[arn];
      return count === undefined ? undefined : { healthy: count, unhealthy: 0 };
    },
  });
  return { seen: await reader.read(aPlan()), asked };
}

describe('trafficReader', () => {
  it('reads the rule and the targets of both lanes', async () => {
    const { seen, asked } = await read(someActions(95, 5), { [blueArn]: 4, [greenArn]: 2 });
    expect(seen).toEqual({ traffic: weightsOf(someActions(95, 5)), healthyCandidates: 2, healthyStable: 4 });
    expect(asked.sort()).toEqual([blueArn, greenArn]);
  });

  it.each([
    [{ [sorryArn]: 0 }, [sorryArn]],
    [{}, [sorryArn]],
    [{ [sorryArn]: 1 }, undefined],
  ])('says which other groups have users and no healthy target: %j', async (healthy, emptyStrangers) => {
    const { seen } = await read(forwardTo({ [blueArn]: 50, [sorryArn]: 50 }), { [blueArn]: 4, [greenArn]: 2, ...healthy });
    expect(seen.emptyStrangers).toEqual(emptyStrangers);
  });

  it('asks for no group without users', async () => {
    const { asked } = await read(forwardTo({ [blueArn]: 50, [sorryArn]: 0 }), { [blueArn]: 4, [greenArn]: 2 });
    expect(asked).not.toContain(sorryArn);
  });

  it('counts what does not exist against the candidate', async () => {
    const traffic = { kind: 'malformed', because: 'the rule does not exist', serves: 'nobody' };
    expect((await read(undefined, {})).seen).toEqual({ traffic, healthyCandidates: 0, healthyStable: 0 });
  });
});
