import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { pager } from '../../adapters/pager.ts';
import { refuse, scriptedAws } from './scripted-aws.ts';

const TopicArn = 'arn:aws:sns:eu-west-1:111122223333:sluice-page';

describe('page', () => {
  it.each([
    ['Sluice restores orders', 'look', { Subject: 'Sluice restores orders', Message: 'look' }],
    ['a\nb → ü', 'look', { Subject: 'a b', Message: 'look' }],
    ['x'.repeat(200), 'look', { Subject: 'x'.repeat(99), Message: 'look' }],
    ['→', '', { Subject: 'Sluice needs a human', Message: 'Sluice needs a human' }],
  ])('sends what SNS takes: %j', async (subject, message, sent) => {
    const aws = scriptedAws({ Publish: () => ({ MessageId: '1' }) });
    await pager(aws.on(new SNSClient({})), TopicArn).page(subject, message);
    expect(aws.inputs('Publish')).toEqual([{ TopicArn, ...sent }]);
  });

  it('tells throttling as such', async () => {
    const aws = scriptedAws({ Publish: () => refuse('ThrottledException') });
    await expect(pager(aws.on(new SNSClient({})), TopicArn).page('a', 'b')).rejects.toMatchObject({ name: 'DependencyError' });
  });
});
