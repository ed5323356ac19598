import type { Call } from '../../../../local/aws/router.ts';

/** The two state machines, which alone change anything. */
export type Machine = 'deployment' | 'restore';

/** Which machine makes a call; undefined: a function, a person, AWS itself. */
export function machineOf({ caller }: Pick<Call, 'caller'>): Machine | undefined {
  if (caller.roleArn.includes('/sluice-deployment-')) return 'deployment';
  return caller.roleArn.includes('/sluice-restore-') ? 'restore' : undefined;
}

/** True for calls of Sluice's machines and functions. */
export function isSluices({ caller }: Pick<Call, 'caller'>): boolean {
  return /sluice/i.test(caller.roleArn);
}
