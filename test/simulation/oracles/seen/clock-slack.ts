import { limits } from '../../../../core/limits.ts';

/** What two hosts say happened within this time may have happened in either order: clocks may be off, and their seconds are whole. */
export const clockSlackSeconds = limits.clockSkewSeconds.value + 1;
