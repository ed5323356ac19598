import { everyDeploymentEnds } from './every-deployment-ends.ts';
import type { Oracle } from './oracle.ts';

/** Every check, in the order of the failure modes. */
export const oracles: readonly Oracle[] = [everyDeploymentEnds];
