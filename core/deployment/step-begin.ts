import type { Deployment } from './deployment.ts';

/**
 * When the present step began, ISO 8601: when its traffic was intended or, once the weights were read back later, when they were
 * seen. A shift that takes long would otherwise bake away a time in which no user met the candidate. Before the first shift: the admission.
 */
export function stepBegin({ stepStartedAt, admittedAt }: Pick<Deployment, 'stepStartedAt' | 'admittedAt'>, shownAt?: string): string {
  if (stepStartedAt === undefined) return admittedAt;
  return shownAt !== undefined && Date.parse(shownAt) > Date.parse(stepStartedAt) ? shownAt : stepStartedAt;
}
