import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DependencyError } from '../core/errors.ts';
import { eventSource, type SluiceEvent } from '../core/events/published-events.ts';
import { answered } from './sdk-errors.ts';

/**
 * Publishes facts of the catalogue as EventBridge events with source `sluice`, for everybody who listens. The `type` becomes the
 * detail-type, and the rest of the event is the detail.
 *
 * At least once: what EventBridge refused is sent again, so a listener may see an event twice.
 *
 * @throws {DependencyError} EventBridge throttled or refused the event three times. Retryable.
 */
export interface Announcer {
  announce(event: SluiceEvent): Promise<void>;
}

const triesMax = 3;

/** An {@link Announcer} on the account's default bus. */
export function announcer(eventBridge: EventBridgeClient): Announcer {
  return {
    async announce({ type, ...detail }) {
      const entry = {
        Source: eventSource,
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
