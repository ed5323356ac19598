/** What a lease's holder is doing. */
export type Job = 'deployment' | 'retirement' | 'rollback' | 'stack-update';

const prefixes = { retirement: 'retire:', rollback: 'rollback:', 'stack-update': 'stack:' } as const;

/** The lease holder that puts the old lane of a promoted deployment to rest. */
export function retirementHolder(deploymentId: string): string {
  return `${prefixes.retirement}${deploymentId}`;
}

/** The lease holder that takes a promoted deployment back. */
export function rollbackHolder(deploymentId: string): string {
  return `${prefixes.rollback}${deploymentId}`;
}

/** The lease holder that keeps deployments away while CloudFormation updates the lanes of a service. */
export function stackUpdateHolder(service: string): string {
  return `${prefixes['stack-update']}${service}`;
}

/** Splits a lease's holder into its job and the deployment (or service, for a stack update) it works for. */
export function jobOf(holder: string): { readonly job: Job; readonly deploymentId: string } {
  for (const [job, prefix] of Object.entries(prefixes)) {
    if (holder.startsWith(prefix)) return { job: job as Job, deploymentId: holder.slice(prefix.length) };
  }
  return { job: 'deployment', deploymentId: holder };
}

/** Whether a holder's job destroys the way back of the promotion before it: a deployment replaces the old lane, and a retirement puts it to rest. */
export function destroysWayBack(holder: string): boolean {
  const { job } = jobOf(holder);
  return job === 'deployment' || job === 'retirement';
}
