import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../local/clocks/virtual-clock.ts';
import { retryingCalls } from '../../local/sdk-retries.ts';

const role = { roleArn: 'arn:aws:iam::111122223333:role/f' };
const throttled = Object.assign(new Error('Rate exceeded'), { name: 'Throttling', $metadata: { httpStatusCode: 400 } });
const broken = Object.assign(new Error('try later'), { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
const invalid = Object.assign(new Error('no such rule'), { name: 'RuleNotFound', $metadata: { httpStatusCode: 400 } });

/** An AWS that refuses so often before it answers, asked by an SDK whose waits are as long as they may be. */
function aBench(error: Error, refusals: number) {
  const clock = new VirtualClock(new Date(0));
  const triedAt: number[] = [];
  const aws = {
    call: async () => {
      triedAt.push(clock.now().getTime());
      if (triedAt.length <= refusals) throw error;
      return { answer: 42 };
    },
  };
  const calls = retryingCalls(aws, { clock, random: () => 0.999_999 });
  const ask = async (tries?: number) => {
    const asked = calls.call('ELB', 'DescribeRules', {}, tries === undefined ? role : { ...role, tries });
    const settled = asked.catch((caught: unknown) => caught);
    await clock.advance(60_000);
    return settled;
  };
  return { ask, triedAt };
}

describe('retryingCalls', () => {
  it('tries again what was throttled, with waits that double from half a second', async () => {
    const { ask, triedAt } = aBench(throttled, 3);
    expect(await ask(4)).toEqual({ answer: 42 });
    expect(triedAt).toEqual([0, 499, 1_498, 3_497]);
  });

  it('tries again what failed inside AWS, with shorter waits', async () => {
    const { ask, triedAt } = aBench(broken, 2);
    expect(await ask(3)).toEqual({ answer: 42 });
    expect(triedAt).toEqual([0, 99, 298]);
  });

  it('ends with the last refusal when the caller has no tries left', async () => {
    const { ask, triedAt } = aBench(throttled, 3);
    expect(await ask(3)).toBe(throttled);
    expect(triedAt).toHaveLength(3);
  });

  it('tries once for a caller that says nothing', async () => {
    const { ask, triedAt } = aBench(throttled, 1);
    expect(await ask()).toBe(throttled);
    expect(triedAt).toEqual([0]);
  });

  it('tries nothing again that AWS answered', async () => {
    const { ask, triedAt } = aBench(invalid, 1);
    expect(await ask(3)).toBe(invalid);
    expect(triedAt).toEqual([0]);
  });
});
