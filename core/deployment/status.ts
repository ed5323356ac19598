import type { Deployment } from './deployment.ts';

/** True while its record takes decisions and signals: neither over, nor waiting for a person. */
export function isOpen({ status }: Pick<Deployment, 'status'>): boolean {
  return status === 'progressing' || status === 'promoting' || status === 'rolling-back';
}

/** True when nothing may change this deployment's traffic any more. A person who was called is still awaited: `needs-human` goes on. */
export function isOver({ status }: Pick<Deployment, 'status'>): boolean {
  return status === 'promoted' || status === 'rolled-back' || status === 'refused';
}
