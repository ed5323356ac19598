/** Log of the mean of e^log: exact where e^log itself would overflow. Empty: minus infinity. */
export function logMeanExp(logs: ArrayLike<number>): number {
  const most = largest(logs);
  if (!Number.isFinite(most)) return most;
  let sum = 0;
  for (let index = 0; index < logs.length; index++) sum += Math.exp((logs[index] ?? 0) - most);
  return most + Math.log(sum / logs.length);
}

/** Log of the sum of e^log of a few. Empty: minus infinity. */
export function logSumExp(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return Number.isFinite(most) ? most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0)) : most;
}

/** The largest of them; NaN counts for nothing. Empty: minus infinity. */
export function largest(logs: ArrayLike<number>): number {
  let most = -Infinity;
  for (let index = 0; index < logs.length; index++) {
    const log = logs[index] ?? 0;
    if (log > most) most = log;
  }
  return most;
}
