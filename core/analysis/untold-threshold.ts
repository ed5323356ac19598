/** Stands for the response time, in seconds, beyond which requests were counted as slow by somebody who did not say which time it was. */
export const untoldThreshold = Number.MAX_VALUE;
