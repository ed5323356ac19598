import type { Deployment } from './deployment.ts';
import type { Job } from './holders.ts';

/**
 * Whom the rule sends users to, as observed: a lane that has all the weight, or neither. `gone`: the rule or stable does not exist any more.
 * `unread`: ELB does not say, so users may be anywhere.
 */
export type Whole = 'stable' | 'candidate' | 'split' | 'gone' | 'unread';

/** The latest execution of the restore machine for one deployment. */
export interface RestoreRun {
  /** 1 for the first; 0 when none was started. */
  readonly number: number;
  readonly running: boolean;
}

/** What the reconciler knows of one held lease. */
export interface HeldLease {
  /** Its execution, or for a stack update the time that CloudFormation is given, is not over. */
  readonly executionRunning: boolean;
  /** Undefined when the machine died before it recorded anything. */
  readonly deployment: Deployment | undefined;
  /** What the holder is doing. */
  readonly job: Job;
  readonly whole: Whole;
  /** What does not exist any more: the rule or stable when `whole` is `gone`, otherwise the candidate's lane. */
  readonly missing?: string;
  /** True when ECS shows no task in the candidate lane. */
  readonly candidateStopped: boolean;
  /** The scalable targets show all that the plan sends after a promotion. */
  readonly promotedScalingInEffect: boolean;
  /** The scalable targets show all that the plan sends after a rollback. */
  readonly restoredScalingInEffect: boolean;
  readonly restore: RestoreRun;
}

/**
 * The one thing the reconciler does about a held lease, and why. It moves no traffic: `restore` only starts the machine that does.
 * `abandon` gives the lease back although not everything was put back: a restore has tried, there is nothing left to put back, and a person is
 * told.
 */
export type Repair = { readonly because: string } & (
  | { readonly kind: 'leave' | 'release' | 'abandon' | 'record-promotion' | 'record-rollback' }
  | { readonly kind: 'restore'; readonly number: number; readonly page: boolean }
);

/** After this many restores that did not end well, each further one also pages. */
const quietRestores = 1;

/** Decides for one lease. Total; the safe direction is always back to the snapshot, except after a promotion that only was not written down. */
export function repair(held: HeldLease): Repair {
  const { deployment, job, restore } = held;
  if (held.executionRunning) return { kind: 'leave', because: 'its execution is running' };
  if (deployment === undefined) return { kind: 'release', because: 'its execution ended before it changed anything' };
  if (restore.running) return { kind: 'leave', because: `restore ${restore.number} is running` };
  if (job === 'retirement')
    return { kind: 'release', because: 'putting the old lane to rest is over, or will be tried by the next deployment' };
  return (job === 'deployment' ? settled(held, deployment) : undefined) ?? goBack(held, deployment);
}

/** A deployment that is over in fact and lacks only the writing down or the giving back. */
function settled({ whole, promotedScalingInEffect }: HeldLease, { status, signal }: Deployment): Repair | undefined {
  if (status === 'refused' || status === 'promoted' || status === 'rolled-back') {
    return { kind: 'release', because: `the deployment is ${status}` };
  }
  // With scaling still held, the promoted lane could not grow: the machine transfers it before it closes the guard.
  if (status === 'promoting' && signal === undefined && whole === 'candidate' && promotedScalingInEffect) {
    return { kind: 'record-promotion', because: 'its promotion was decided, no signal came, and every user is on the candidate' };
  }
  return undefined;
}

function goBack(held: HeldLease, { status }: Deployment): Repair {
  const { whole, candidateStopped, restoredScalingInEffect, restore } = held;
  const ended = `its execution ended while the deployment was ${status}`;
  // Without the candidate's lane users can still be sent back, and those who are on it are served by nobody: the tries go on until they are.
  const isNothingLeft = whole === 'gone' || (whole === 'stable' && held.missing !== undefined);
  // That something does not exist may be one wrong answer: nobody is given up before a restore has tried to write.
  if (isNothingLeft && restore.number > 0) return { kind: 'abandon', because: `${ended} and ${held.missing ?? describeFound(held)}` };
  // Only after a restore: it reads twice, so a shift that was in flight when the execution died has landed and been undone.
  if (restore.number > 0 && whole === 'stable' && candidateStopped && restoredScalingInEffect) {
    return { kind: 'record-rollback', because: 'every user is on stable again and the candidate is stopped' };
  }
  return {
    kind: 'restore',
    number: restore.number + 1,
    page: restore.number >= quietRestores,
    because: `${ended} and ${describeFound(held)}`,
  };
}

function describeFound(held: HeldLease): string {
  const { whole, missing } = held;
  if (whole === 'gone') return missing ?? 'its rule or stable does not exist';
  if (whole === 'unread') return 'its rule could not be read';
  return `traffic was ${whole === 'split' ? 'split' : `on ${whole}`}${isScalingHeld(held) ? ' with its scaling still held' : ''}`;
}

function isScalingHeld({ whole, promotedScalingInEffect, restoredScalingInEffect }: HeldLease): boolean {
  return (whole === 'candidate' && !promotedScalingInEffect) || (whole === 'stable' && !restoredScalingInEffect);
}
