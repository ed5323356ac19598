import { describe, expect, it } from 'vitest';
import { sns } from '../../../../local/aws/notifications/sns.ts';
import { VirtualClock } from '../../../../local/clocks/virtual-clock.ts';

const at = new Date('2026-11-20T10:00:00Z');
const topicArn = 'arn:aws:sns:eu-west-1:111122223333:pages';
const resource = { logicalId: 'Pages', stackName: 'stack' };

function aTopic() {
  const service = sns({ clock: new VirtualClock(at), random: () => 0, account: '111122223333', region: 'eu-west-1' });
  const made = service.resources['AWS::SNS::Topic']?.({ TopicName: 'pages' }, resource);
  const publish = async (input: object) => service.operations.Publish?.(input as never, { roleArn: 'local' });
  return { service, made, publish };
}

describe('sns', () => {
  it('makes a topic, and accepts subscriptions', () => {
    const { service, made } = aTopic();
    expect(made).toEqual({ ref: topicArn, attributes: { TopicArn: topicArn, TopicName: 'pages' } });
    expect(service.resources['AWS::SNS::Subscription']?.({ TopicArn: topicArn }, resource)).toMatchObject({
      ref: `${topicArn}:stack-Pages`,
    });
  });

  it('keeps what is published', async () => {
    const { service, publish } = aTopic();
    const MessageId = '00000000-0000-0000-0000-000000000000';
    expect(await publish({ TopicArn: topicArn, Subject: 'ALARM', Message: 'orders is down' })).toEqual({ MessageId });
    expect(service.published()).toEqual([{ topicArn, subject: 'ALARM', message: 'orders is down', messageId: MessageId, at }]);
  });

  it('keeps the last 1,000 messages', async () => {
    const { service, publish } = aTopic();
    for (let n = 0; n < 1_001; n += 1) await publish({ TopicArn: topicArn, Message: `${n}` });
    expect(service.published().map(({ message }) => message)).toEqual(Array.from({ length: 1_000 }, (_, n) => `${n + 1}`));
  });

  it.each([
    ['NotFoundException', { TopicArn: `${topicArn}-gone`, Message: 'x' }],
    ['InvalidParameterException', { TopicArn: topicArn, Message: '' }],
    ['InvalidParameterException', { TopicArn: topicArn, Message: 'x', Subject: 'two\nlines' }],
    ['UnmodelledCallError', { PhoneNumber: '+100', Message: 'x' }],
  ])('refuses with %s: %j', async (name, input) => {
    await expect(aTopic().publish(input)).rejects.toMatchObject({ name });
  });
});
