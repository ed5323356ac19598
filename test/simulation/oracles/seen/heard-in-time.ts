import type { CallRecord } from '../../../../local/aws/router.ts';
import type { Simulated } from '../../world/simulated.ts';

/** A machine that goes back waits no longer for an answer about the health of a lane. */
const waitSeconds = 3;

/** Whether a machine still waited for the answer of a call about the health of a lane that has just ended. */
export function heardInTime({ now }: Simulated, { at }: Pick<CallRecord, 'at'>): boolean {
  return now().getTime() - at.getTime() <= waitSeconds * 1_000;
}
