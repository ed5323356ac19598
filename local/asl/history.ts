import type { Clock } from '../clock.ts';
import { StateFailure } from './failure.ts';

/** An execution may have this many events (AWS service quotas); the last one says how it ended. */
export const historyEventsMax = 25_000;

/** One event as recorded. Details are made when somebody reads them: most histories are never read. */
export interface RecordedEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly at: Date;
  /** Gives the event's one detail member, e.g. `{ stateEnteredEventDetails: … }`. */
  readonly details?: () => Readonly<Record<string, unknown>>;
}

/** The events of one execution, in order, ids from 1. */
export class History {
  readonly events: RecordedEvent[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Records an event and answers its id.
   *
   * @throws {StateFailure} States.Runtime when the history is full.
   */
  add(type: string, previousEventId: number, details?: RecordedEvent['details']): number {
    if (this.events.length >= historyEventsMax - 1) {
      throw new StateFailure('States.Runtime', `The execution reached the maximum number of history events (${historyEventsMax}).`);
    }
    return this.#push(type, previousEventId, details);
  }

  /** Records the last event; there is always room for it. */
  close(type: string, details?: RecordedEvent['details']): void {
    this.#push(type, this.events.at(-1)?.id ?? 0, details);
  }

  /** Records that something was given up; silently not, when the history is full. */
  giveUp(type: string, previousEventId: number, details?: RecordedEvent['details']): number {
    return this.events.length >= historyEventsMax - 1 ? previousEventId : this.#push(type, previousEventId, details);
  }

  #push(type: string, previousEventId: number, details: RecordedEvent['details']): number {
    const id = this.events.length + 1;
    const event = { id, previousEventId, type, at: this.#clock.now() };
    this.events.push(details === undefined ? event : { ...event, details });
    return id;
  }
}
