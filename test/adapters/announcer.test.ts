import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { announcer } from '../../adapters/announcer.ts';
import type { SluiceEvent } from '../../core/events/published-events.ts';
import { refuse, scriptedAws } from './scripted-aws.ts';

const announcement: SluiceEvent = {
  ...{ type: 'DeploymentPromoted', at: '2026-11-20T10:00:00.000Z', deploymentId: 'orders-1', service: 'orders', because: 'safe' },
  detail: { error: null, observed: null, analysis: null },
};
const { type: _, ...detail } = announcement;

function ours(PutEvents: Parameters<typeof scriptedAws>[0][string]) {
  const aws = scriptedAws({ PutEvents });
  return { aws, announcing: announcer(aws.on(new EventBridgeClient({}))).announce(announcement) };
}

describe('announce', () => {
  it('puts the fact on the default bus, at the time it happened', async () => {
    const { aws, announcing } = ours(() => ({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] }));
    await announcing;
    const entry = { Source: 'sluice', DetailType: 'DeploymentPromoted', EventBusName: 'default', Time: new Date(announcement.at) };
    const [input] = aws.inputs('PutEvents');
    expect(input).toEqual({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] });
  });

  it('sends again what EventBridge refused inside an answer of 200', async () => {
    const refused = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' }] };
    const { aws, announcing } = ours((_input, nth) => (nth < 3 ? refused : { FailedEntryCount: 0, Entries: [{ EventId: '1' }] }));
    await announcing;
    expect(aws.inputs('PutEvents')).toHaveLength(3);
  });

  it.each([
    [{ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'sorry' }] }, 'InternalFailure sorry'],
    [{}, 'no reason given'],
  ])('says after three times why it was refused: %j', async (answer, reason) => {
    const { announcing } = ours(() => answer);
    await expect(announcing).rejects.toMatchObject({ name: 'DependencyError', message: expect.stringContaining(reason) });
  });

  it('tells throttling as such', async () => {
    await expect(ours(() => refuse('ThrottlingException')).announcing).rejects.toMatchObject({ name: 'DependencyError' });
  });
});
