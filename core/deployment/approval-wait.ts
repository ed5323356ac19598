import { limits } from '../limits.ts';
import type { Deployment } from './deployment.ts';

/**
 * The wait for the person who was asked for the next step: nobody was asked, the answer is `open`, or the person agreed. It was over at the
 * first look that knew so, and lasted so many seconds, which are not the step's own time.
 */
export type ApprovalWait = { readonly kind: 'none' | 'open' } | { readonly kind: 'over'; readonly until: string; readonly seconds: number };

/** The wait for a person in the present step, at this look. */
export function approvalWait(
  { stepIndex, approvalAsked, approvedSteps }: Pick<Deployment, 'stepIndex' | 'approvalAsked' | 'approvedSteps'>,
  at: Date,
): ApprovalWait {
  if (approvalAsked?.stepIndex !== stepIndex + 1) return { kind: 'none' };
  if (!approvedSteps.includes(stepIndex + 1)) return { kind: 'open' };
  const { at: askedAt, until = at.toISOString() } = approvalAsked;
  const seconds = Math.max(0, (Date.parse(until) - Date.parse(askedAt)) / 1_000);
  return { kind: 'over', until, seconds: Math.min(seconds, limits.approvalSeconds.value) };
}
