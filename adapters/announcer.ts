import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DependencyError } from '../core/errors.ts';
import type { LoggedEvent } from './ledger/ledger.ts';
import { answered } from './sdk-errors.ts';

/** A logged fact, for everybody who listens. Its `type` becomes the detail-type of the published event. */
export interface Announcement extends LoggedEvent {
  readonly deploymentId: string;
  readonly service: string;
}

/**
 * Publishes facts as EventBridge events with source `sluice`. The event's detail is the announcement itself, without its type.
 *
 * At least once: what EventBridge refused is sent again, so a listener may see an event twice.
 *
 * @throws {DependencyError} EventBridge throttled or refused the event three times. Retryable.
 */
export interface Announcer {
  announce(announcement: Announcement): Promise<void>;
}

const triesMax = 3;

/** An {@link Announcer} on the account's default bus. */
export function announcer(eventBridge: EventBridgeClient): Announcer {
  return {
    async announce({ type, ...detail }) {
      const entry = {
        Source: 'sluice',
        DetailType: type,
        Detail: JSON.stringify(detail),
        Time: new Date(detail.at),
        EventBusName: 'default',
      };
      let refusal = '';
      for (let tried = 0; tried < triesMax; tried += 1) {
        const answer = await answered('EventBridge PutEvents', eventBridge.send(new PutEventsCommand({ Entries: [entry] })));
        // PutEvents answers 200 also when it took nothing: an entry without an id was refused.
        const [taken] = answer.Entries ?? [];
        if (taken?.EventId) return;
        refusal = `${taken?.ErrorCode ?? 'no reason given'} ${taken?.ErrorMessage ?? ''}`.trim();
      }
      throw new DependencyError(`EventBridge refused ${type} ${triesMax} times (${refusal}): try again`);
    },
  };
}
