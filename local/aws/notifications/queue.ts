import type { Clock } from '../../clock.ts';
import type { Identifiers } from '../identifiers.ts';

/** A message attribute, as in the API. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
}

/** A message as `ReceiveMessage` answers it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes: Readonly<Record<string, string>>;
  readonly MessageAttributes: Readonly<Record<string, MessageAttribute>>;
}

interface Stored {
  /** Unique here whatever chance says, unlike `id`. */
  readonly number: number;
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sentAtMs: number;
  visibleAtMs: number;
  receipt: string | undefined;
  receives: number;
}

/** What a queue is made with, in CloudFormation's defaults. */
export interface QueueSettings {
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
}

/** Messages beyond this are dropped, oldest first: nobody reads them. */
const messagesMax = 10_000;

/** A standard queue: messages come in any order, again when they are not deleted in time, and expire. */
export class Queue {
  readonly #messages = new Map<number, Stored>();
  readonly #settings: QueueSettings;
  readonly #clock: Clock;
  readonly #ids: Identifiers;
  #sent = 0;
  #counted = 0;

  constructor(settings: QueueSettings, clock: Clock, ids: Identifiers) {
    this.#settings = settings;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Answers the message's id. */
  send(body: string, attributes: Readonly<Record<string, MessageAttribute>>, delaySeconds: number): string {
    const sentAtMs = this.#clock.now().getTime();
    this.#sent += 1;
    const message = {
      number: this.#sent,
      id: this.#ids.uuid(),
      body,
      attributes,
      sentAtMs,
      visibleAtMs: sentAtMs + delaySeconds * 1000,
      receipt: undefined,
      receives: 0,
    };
    this.#messages.set(message.number, message);
    const oldest = this.#messages.size > messagesMax ? this.#messages.keys().next().value : undefined;
    if (oldest !== undefined) this.#messages.delete(oldest);
    return message.id;
  }

  /** Takes up to `max` visible messages and hides them for the visibility timeout. */
  receive(max: number, visibilitySeconds = this.#settings.visibilitySeconds): readonly ReceivedMessage[] {
    return this.#visible()
      .slice(0, max)
      .map((message) => {
        message.visibleAtMs = this.#clock.now().getTime() + visibilitySeconds * 1000;
        message.receives += 1;
        message.receipt = `${message.number}-${message.receives}-${this.#ids.hex(32)}`;
        return {
          MessageId: message.id,
          ReceiptHandle: message.receipt,
          Body: message.body,
          Attributes: { SentTimestamp: String(message.sentAtMs), ApproximateReceiveCount: String(message.receives) },
          MessageAttributes: message.attributes,
        };
      });
  }

  /** Deletes the message of a receipt; an old receipt does nothing. */
  delete(receipt: string): void {
    for (const message of this.#messages.values()) if (message.receipt === receipt) this.#messages.delete(message.number);
  }

  clear(): void {
    this.#messages.clear();
  }

  counts(): { readonly visible: number; readonly notVisible: number } {
    const visible = this.#visible().length;
    return { visible, notVisible: this.#messages.size - visible };
  }

  /** How many messages were sent since this was asked last. */
  newlySent(): number {
    const sent = this.#sent - this.#counted;
    this.#counted = this.#sent;
    return sent;
  }

  #visible(): readonly Stored[] {
    const nowMs = this.#clock.now().getTime();
    for (const message of this.#messages.values()) {
      if (nowMs - message.sentAtMs >= this.#settings.retentionSeconds * 1000) this.#messages.delete(message.number);
    }
    return [...this.#messages.values()].filter(({ visibleAtMs }) => visibleAtMs <= nowMs);
  }
}
