import { describe, expect, it } from 'vitest';
import type { DefaultBus } from '../../../../local/aws/aws-event.ts';
import { ssm } from '../../../../local/aws/parameters/ssm.ts';
import { VirtualClock } from '../../../../local/clocks/virtual-clock.ts';

type Event = Parameters<DefaultBus['emit']>[0];
const resource = { logicalId: 'P', stackName: 'stack' };
const at = new Date('2026-11-20T10:00:00Z');

function aStore() {
  const events: Event[] = [];
  const bus = { emit: (event: Event) => void events.push(event) };
  const service = ssm({ clock: new VirtualClock(at), random: () => 0, account: '111122223333', region: 'eu-west-1', bus });
  const call = async (operation: string, input: object) =>
    (await service.operations[operation]?.(input as never, { roleArn: 'local' })) as Record<string, unknown>;
  const make = (properties: Record<string, unknown>, previous?: object) =>
    service.resources['AWS::SSM::Parameter']?.(properties, {
      ...resource,
      ...(previous === undefined ? {} : { previous: previous as never }),
    });
  const changes = () => events.map(({ detail }) => `${detail.operation} ${detail.name}`);
  return { call, make, events, changes };
}

const put = (Name: string, Value = 'v') => ({ Name, Value, Type: 'String' });

describe('ssm', () => {
  it('keeps a parameter with its version and tells the bus', async () => {
    const { call, events } = aStore();
    expect(await call('PutParameter', put('/sluice/services/orders', '{}'))).toEqual({ Version: 1, Tier: 'Standard' });
    const ARN = 'arn:aws:ssm:eu-west-1:111122223333:parameter/sluice/services/orders';
    const Parameter = {
      Name: '/sluice/services/orders',
      Type: 'String',
      Value: '{}',
      Version: 1,
      LastModifiedDate: at,
      ARN,
      DataType: 'text',
    };
    expect(await call('GetParameter', { Name: '/sluice/services/orders' })).toEqual({ Parameter });
    expect(await call('GetParameter', { Name: ARN })).toEqual({ Parameter });
    expect(events).toEqual([
      {
        source: 'aws.ssm',
        'detail-type': 'Parameter Store Change',
        resources: [ARN],
        detail: { operation: 'Create', name: '/sluice/services/orders', type: 'String' },
      },
    ]);
  });

  it('overwrites only when asked to', async () => {
    const { call, changes } = aStore();
    await call('PutParameter', put('a'));
    await expect(call('PutParameter', put('a'))).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(await call('PutParameter', { Name: 'a', Value: 'w', Overwrite: true })).toEqual({ Version: 2, Tier: 'Standard' });
    expect(changes()).toEqual(['Create a', 'Update a']);
  });

  it('names the parameters it does not have', async () => {
    const { call } = aStore();
    await call('PutParameter', put('a'));
    expect(await call('GetParameters', { Names: ['a', 'b'] })).toMatchObject({ Parameters: [{ Name: 'a' }], InvalidParameters: ['b'] });
  });

  it('lists the parameters below a path in pages of 10', async () => {
    const { call } = aStore();
    for (let n = 10; n < 22; n += 1) await call('PutParameter', put(`/s/${n}`));
    for (const name of ['/s/deep/1', '/sx/1', '/s']) await call('PutParameter', put(name));
    const names = async (input: object) => {
      const { Parameters, NextToken } = await call('GetParametersByPath', { Path: '/s', ...input });
      return { names: (Parameters as { Name: string }[]).map(({ Name }) => Name), NextToken };
    };
    const first = await names({});
    expect(first.names).toEqual(Array.from({ length: 10 }, (_, n) => `/s/${n + 10}`));
    expect(await names({ NextToken: first.NextToken })).toEqual({ names: ['/s/20', '/s/21'] });
    expect((await names({ Recursive: true, NextToken: first.NextToken })).names).toEqual(['/s/20', '/s/21', '/s/deep/1']);
  });

  it('makes, changes and renames a template’s parameter; an unchanged one is no change', () => {
    const { make, changes } = aStore();
    const properties = { Name: '/a', Type: 'String', Value: '1' };
    const made = make(properties);
    expect(made).toEqual({ ref: '/a', attributes: { Type: 'String', Value: '1' } });
    make(properties, { ...made, properties });
    make({ ...properties, Value: '2' }, { ...made, properties });
    make({ ...properties, Name: '/b' }, { ...made, properties });
    expect(changes()).toEqual(['Create /a', 'Update /a', 'Create /b', 'Delete /a']);
  });

  it.each([
    ['ParameterNotFound', 'GetParameter', { Name: 'gone' }],
    ['UnmodelledCallError', 'GetParameter', { Name: 'a:3' }],
    ['ValidationException', 'GetParameters', { Names: [] }],
    ['ValidationException', 'GetParametersByPath', { Path: 'a' }],
    ['ValidationException', 'GetParametersByPath', { Path: '/', MaxResults: 11 }],
    ['InvalidNextToken', 'GetParametersByPath', { Path: '/', NextToken: 'x' }],
    ['ValidationException', 'PutParameter', put('not allowed')],
    ['ValidationException', 'PutParameter', put('a', '')],
    ['ValidationException', 'PutParameter', { Name: 'a', Value: 'v' }],
  ])('refuses with %s: %s %j', async (name, operation, input) => {
    await expect(aStore().call(operation, input)).rejects.toMatchObject({ name });
  });
});
