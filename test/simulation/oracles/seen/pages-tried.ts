import type { PublishInput } from '@aws-sdk/client-sns';
import type { Execution } from '../../../../local/asl/execution.ts';
import type { CallRecord } from '../../../../local/aws/router.ts';
import type { Simulated } from '../../world/simulated.ts';
import { enteredBy } from './entered-states.ts';
import type { WayBack } from './ways-back.ts';

/** The states that call a person because a way back is not done, and what they and the sweep write above it. */
const calling: readonly unknown[] = ['PageHuman', 'WarnHuman', 'PageLeaseLost'];
const subjects = /^Sluice (needs a human|cannot restore yet|lost its lease|restores|gives up)/;

/** What was sent to SNS about one way back, answered, refused or neither. */
export interface PageTried {
  readonly message: string;
  readonly atMs: number;
}

/**
 * Whether somebody was called about a way back since it began, or SNS was asked to. What people were told before it, of a hold or of foreign
 * weights, tells them nothing of it.
 */
export function isPaged(sim: Simulated, { execution, plan, sinceMs }: WayBack, tried: readonly PageTried[]): boolean {
  const isOfIt = ({ message, atMs }: PageTried) => atMs >= sinceMs && message.includes(plan.deploymentId);
  return tried.some(isOfIt) || published(sim).some(isOfIt) || hasAskedSns(execution);
}

/** Calls that have not been answered yet had their effect all the same. */
function published({ world }: Simulated): readonly PageTried[] {
  const pages = world.sns.published().filter(({ subject = '' }) => subjects.test(subject));
  return pages.map(({ message, at }) => ({ message, atMs: at.getTime() }));
}

/** A call that gets no answer for minutes shows nowhere else. */
function hasAskedSns({ history }: Execution): boolean {
  let state: string | undefined;
  return history.events.some((event) => {
    state = enteredBy(event) ?? state;
    return event.type === 'TaskScheduled' && calling.includes(state);
  });
}

/** Collects the calls of SNS about ways back that have ended, whatever came of them. */
export function pagesTried() {
  const tried: PageTried[] = [];
  const note = (ended: CallRecord): undefined => {
    if (ended.service !== 'SNS') return;
    const { Subject = '', Message = '' } = ended.input as PublishInput;
    if (subjects.test(Subject)) tried.push({ message: Message, atMs: ended.at.getTime() });
  };
  return { tried, note };
}
