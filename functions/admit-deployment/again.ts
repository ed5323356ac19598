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
  if (status === 'progressing' && own?.fence === fence) return { kind: 'admitted', because: 'it was admitted before', plan };
  const isLost = status === 'progressing' || status === 'refused';
  const why = isLost ? 'lost its service while it was admitted' : `is ${status}`;
  return refuse('AnotherDeploymentRunning', `${id} ${why}: ask again with a new trigger`);
}
