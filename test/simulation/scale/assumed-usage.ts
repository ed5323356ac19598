/** Memory of a function in GB: as the template gives it. */
export function gigabytesOf(functionName: string): number {
  return functionName.endsWith('next-step') ? 1 : 0.5;
}

/** Milliseconds that the world does not see, for each invocation and each cold start. Assumed. */
export const unseenMs = { invocation: 25, coldStart: 350 } as const;

/** Bytes that one invocation writes: three lines of Lambda, one of Sluice, two metrics. Measured once, rounded up. */
export const logBytes = { invocation: 2_000 } as const;

/** Outcomes that one function has in an hour in which it is called: each is a metric of its own. Assumed; most have one or two. */
export const outcomesOfFunction = 2;
