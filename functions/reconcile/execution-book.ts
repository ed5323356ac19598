import type { ExecutionStatus, Executions } from '../../adapters/executions.ts';
import type { Refused } from './refused.ts';

/** Answers how an execution is. */
export type ExecutionBook = (executionArn: string) => Promise<ExecutionStatus>;

const ended = ['failed', 'timed-out', 'aborted', 'succeeded'] as const;

/**
 * How the executions of one machine are, from a few lists instead of a call for each: Step Functions answers 15 of those a second, and 900
 * a minute are fewer than a thousand deployments. What runs is listed first and what ended only when somebody asks for one that does not.
 * Lists are eventually consistent: one that ended a moment ago may still be called running, and the next sweep sees it. One that is in no
 * list is asked for, unless absence counts: then it is unknown, if all lists are complete.
 */
export function executionBook(
  executions: Pick<Executions, 'status' | 'list'>,
  machineArn: string,
  { absenceCounts, refused }: { readonly absenceCounts: boolean; readonly refused: Refused },
): ExecutionBook {
  const lists = new Map<ExecutionStatus, Promise<List>>();
  const list = (status: Listed): Promise<List> => {
    const known = lists.get(status) ?? listOf(executions, machineArn, status, refused);
    lists.set(status, known);
    return known;
  };
  return async (executionArn) => {
    const running = await list('running');
    if (running.arns.has(executionArn)) return 'running';
    const others = await Promise.all(ended.map(async (status) => ({ status, ...(await list(status)) })));
    const found = others.filter(({ arns }) => arns.has(executionArn));
    // One that is in two lists was redriven.
    if (found.length === 1 && found[0] !== undefined) return found[0].status;
    const isAbsent = found.length === 0 && running.isComplete && others.every(({ isComplete }) => isComplete);
    return absenceCounts && isAbsent ? 'unknown' : await executions.status(executionArn);
  };
}

type Listed = 'running' | (typeof ended)[number];

interface List {
  readonly arns: ReadonlySet<string>;
  readonly isComplete: boolean;
}

/** A list that cannot be had, for whatever reason, leaves asking for each. */
async function listOf({ list }: Pick<Executions, 'list'>, machineArn: string, status: Listed, refused: Refused): Promise<List> {
  try {
    const { arns, isComplete } = await list(machineArn, status);
    return { arns: new Set(arns), isComplete };
  } catch (error) {
    refused(error);
    return { arns: new Set(), isComplete: false };
  }
}
