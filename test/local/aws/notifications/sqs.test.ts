import { describe, expect, it } from 'vitest';
import { sqs } from '../../../../local/aws/notifications/sqs.ts';
import { VirtualClock } from '../../../../local/clocks/virtual-clock.ts';
import type { MetricValue } from '../../../../local/load-balancer/record-metric.ts';

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters';

function aQueue() {
  const clock = new VirtualClock(new Date('2026-11-20T10:00:30Z'));
  const recorded: MetricValue[] = [];
  const service = sqs({
    clock,
    random: () => 0,
    account: '111122223333',
    region: 'eu-west-1',
    record: (value) => void recorded.push(value),
  });
  const made = service.resources['AWS::SQS::Queue']?.({ QueueName: 'dead-letters' }, { logicalId: 'Q', stackName: 'stack' });
  const call = async (operation: string, input: object = {}) =>
    (await service.operations[operation]?.({ QueueUrl, ...input } as never, { roleArn: 'local' })) as Record<string, unknown>;
  const received = async (input: object = {}) =>
    ((await call('ReceiveMessage', input)).Messages ?? []) as { Body: string; ReceiptHandle: string }[];
  return { service, clock, recorded, made, call, received };
}

describe('sqs', () => {
  it('makes a queue that keeps its messages when its stack is updated', async () => {
    const { service, made, call, received } = aQueue();
    const attributes = { Arn: 'arn:aws:sqs:eu-west-1:111122223333:dead-letters', QueueName: 'dead-letters', QueueUrl };
    expect(made).toEqual({ ref: QueueUrl, attributes });
    await call('SendMessage', { MessageBody: 'one' });
    service.resources['AWS::SQS::Queue']?.({ QueueName: 'dead-letters' }, { logicalId: 'Q', stackName: 'stack' });
    expect(await received()).toHaveLength(1);
  });

  it('hides a received message until its visibility timeout is over, then gives it again', async () => {
    const { clock, call, received } = aQueue();
    const MessageAttributes = { ERROR_CODE: { DataType: 'String', StringValue: 'NO_RESOURCE' } };
    await call('SendMessage', { MessageBody: 'one', MessageAttributes });
    expect(await received()).toMatchObject([{ Body: 'one', MessageAttributes, Attributes: { ApproximateReceiveCount: '1' } }]);
    expect(await received()).toEqual([]);
    expect(await call('GetQueueAttributes')).toMatchObject({
      Attributes: { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' },
    });
    await clock.advance(30_000);
    expect(await received()).toMatchObject([{ Body: 'one', Attributes: { ApproximateReceiveCount: '2' } }]);
  });

  it('forgets a message that is deleted, purged or too old', async () => {
    const { clock, call, received } = aQueue();
    await call('SendMessage', { MessageBody: 'deleted' });
    await call('DeleteMessage', { ReceiptHandle: (await received())[0]?.ReceiptHandle });
    await clock.advance(60_000);
    expect(await received()).toEqual([]);
    await call('SendMessage', { MessageBody: 'purged' });
    await call('PurgeQueue');
    expect(await received()).toEqual([]);
    await call('SendMessage', { MessageBody: 'old' });
    await clock.advance(4 * 86_400_000);
    expect(await received()).toEqual([]);
  });

  it('records what it holds and what it was sent each minute until it is stopped', async () => {
    const { service, clock, recorded, call } = aQueue();
    await call('SendMessage', { MessageBody: 'one' });
    await call('SendMessage', { MessageBody: 'later', DelaySeconds: 300 });
    await clock.advance(60_000);
    const common = { namespace: 'AWS/SQS', dimensions: { QueueName: 'dead-letters' }, unit: 'Count', at: new Date('2026-11-20T10:01:00Z') };
    expect(recorded).toEqual([
      { ...common, name: 'ApproximateNumberOfMessagesVisible', value: 1 },
      { ...common, name: 'ApproximateNumberOfMessagesNotVisible', value: 1 },
      { ...common, name: 'NumberOfMessagesSent', value: 2, at: new Date('2026-11-20T10:00:00Z') },
    ]);
    await clock.advance(60_000);
    expect(recorded.slice(3).map(({ name, value }) => [name, value])).toEqual([
      ['ApproximateNumberOfMessagesVisible', 1],
      ['ApproximateNumberOfMessagesNotVisible', 1],
    ]);
    service.stop();
    await clock.advance(120_000);
    expect(recorded).toHaveLength(5);
  });

  it('finds a queue by name and refuses one that does not exist', async () => {
    const { call } = aQueue();
    expect(await call('GetQueueUrl', { QueueName: 'dead-letters' })).toEqual({ QueueUrl });
    await expect(call('GetQueueUrl', { QueueName: 'gone' })).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await expect(call('SendMessage', { QueueUrl: `${QueueUrl}x`, MessageBody: 'x' })).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
