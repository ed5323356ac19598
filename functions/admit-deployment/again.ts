import type { Admission } from '../../core/deployment/admission.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { refuse } from './refused.ts';

/** A retry whose first answer was lost gets it again; an old name that comes back after its deployment ended gets nothing. */
export function again({ id, status, plan }: Deployment): Admission {
  if (status === 'progressing') return { kind: 'admitted', because: 'it was admitted before', plan };
  return refuse('AnotherDeploymentRunning', `${id} is ${status}: ask again with a new trigger`);
}
