import type { LocalWorld } from '../../../local/world.ts';

/** Puts what a person or a pipeline asks of Sluice on the event bus. */
export function putRequest({ aws }: LocalWorld, DetailType: string, detail: object): void {
  const Entries = [{ Source: 'sluice.request', DetailType, Detail: JSON.stringify(detail) }];
  void aws.call('EventBridge', 'PutEvents', { Entries }, { roleArn: 'local' });
}
