/** Cancels a timer; calling it twice, or after it fired, does nothing. */
export type Cancel = () => void;

/** The only source of time and of waiting in the local world. Durations are in the world's own milliseconds. */
export interface Clock {
  now(): Date;
  /** Calls `fire` once, `delayMs` of world time from now; never synchronously. */
  after(delayMs: number, fire: () => void): Cancel;
  /** Resolves after `delayMs` of world time. */
  sleep(delayMs: number): Promise<void>;
}
