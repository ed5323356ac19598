import type { CallRecord } from '../../../../local/aws/router.ts';
import type { Simulated } from '../../world/simulated.ts';

/** A machine that goes back waits no longer for an answer about the health of a lane. */
const healthSeconds = 3;

/** Whether a machine still waited for the answer of a call that has just ended: after so many seconds it tries again. */
export function heardInTime({ now }: Simulated, { at }: Pick<CallRecord, 'at'>, waitSeconds = healthSeconds): boolean {
  return now().getTime() - at.getTime() <= waitSeconds * 1_000;
}
