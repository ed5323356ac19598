import { describe, expect, it } from 'vitest';
import type { ModelledService } from '../../../local/aws/modelled-service.ts';
import { type RouterOptions, router } from '../../../local/aws/router.ts';
import { VirtualClock } from '../../../local/clocks/virtual-clock.ts';

const caller = { roleArn: 'arn:aws:iam::111122223333:role/Shop' };

function aRouter(options: Partial<RouterOptions> = {}) {
  const effects: object[] = [];
  const operations = {
    Put: async (input: { Name: string }) => {
      effects.push(input);
      return { Kept: input.Name };
    },
  };
  const service: ModelledService = { id: 'SSM', operations, resources: {} };
  const clock = new VirtualClock(new Date(0));
  return { effects, clock, aws: router([service], { clock, ...options }) };
}

describe('router', () => {
  it('passes a call to the service that models it and keeps a record of it', async () => {
    const { aws, effects } = aRouter();
    expect(await aws.call('SSM', 'Put', { Name: 'a' }, caller)).toEqual({ Kept: 'a' });
    expect(effects).toEqual([{ Name: 'a' }]);
    const outcome = { kind: 'answered', output: { Kept: 'a' } };
    expect(aws.calls()).toEqual([{ service: 'SSM', operation: 'Put', input: { Name: 'a' }, caller, at: new Date(0), outcome }]);
  });

  it.each([
    ['SSM', 'Delete'],
    ['S3', 'Put'],
  ])('refuses %s.%s, which nobody models, by name', async (service, operation) => {
    const { aws } = aRouter();
    await expect(aws.call(service, operation, {}, caller)).rejects.toThrow(`${service}.${operation} is not modelled`);
    expect(aws.calls().map((call) => call.outcome.kind)).toEqual(['failed']);
    expect([aws.models(service, operation), aws.models('SSM', 'Put')]).toEqual([false, true]);
  });

  it('takes the latency asked for, in world time, before the effect', async () => {
    const { aws, clock, effects } = aRouter({ latencyMs: () => 40 });
    const call = aws.call('SSM', 'Put', { Name: 'a' }, caller);
    await clock.advance(39);
    expect(effects).toEqual([]);
    await clock.advance(1);
    expect(await call).toEqual({ Kept: 'a' });
  });

  it.each([
    ['throwBefore', 0],
    ['throwAfter', 1],
  ])('with the fault %s has %i effects and fails', async (kind, count) => {
    const { aws, effects } = aRouter({ fault: () => ({ [kind]: new TypeError('lost') }) });
    await expect(aws.call('SSM', 'Put', { Name: 'a' }, caller)).rejects.toThrow('lost');
    expect(effects).toHaveLength(count);
  });

  it('keeps no more calls than it may', async () => {
    const { aws } = aRouter({ callsKeptMax: 3 });
    for (const Name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await aws.call('SSM', 'Put', { Name }, caller);
    expect(aws.calls().map((call) => call.input)).toEqual([{ Name: 'e' }, { Name: 'f' }, { Name: 'g' }]);
  });
});
