import { sources } from '../../core/events/whence.ts';
import { secondsLater } from '../core/builders.ts';

/** A machine of the account and Region that the events of {@link anEvent} are of. */
export const machineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-restore';

/** An event as the account's default bus delivers it, by default a minute after the builders' admission, from whoever sends such events. */
export function anEvent(event: { readonly 'detail-type': string } & Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    version: '0',
    id: '5f0c1b8e-2f0f-4b7e-9d6e-2a0c7f9b1a01',
    source: sources[event['detail-type']] ?? 'aws.other',
    account: '111122223333',
    time: secondsLater(60).toISOString(),
    region: 'eu-west-1',
    resources: [],
    ...event,
  };
}
