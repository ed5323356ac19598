import type { Lease } from '../../adapters/ledger/ledger.ts';
import type { Admission } from '../../core/deployment/admission.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { refuse } from './refused.ts';

/**
 * A retry whose first answer was lost gets it again; an old name that comes back after its deployment ended gets nothing. Nor does one whose lease another
 * of its tries gave back: it would move users beside whoever has the service now.
 *
 * @param own the lease that its service has in its name
 */
export function again({ id, status, plan, fence }: Deployment, own: Lease | undefined): Admission {
  if (status !== 'progressing') return refuse('AnotherDeploymentRunning', `${id} is ${status}: ask again with a new trigger`);
  if (own?.fence === fence) return { kind: 'admitted', because: 'it was admitted before', plan };
  return refuse('AnotherDeploymentRunning', `${id} lost its service while it was admitted: ask again with a new trigger`);
}
