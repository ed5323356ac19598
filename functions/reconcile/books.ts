import type { Executions } from '../../adapters/executions.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { executionBook } from './execution-book.ts';
import type { Books } from './look-up.ts';
import type { Refused } from './refused.ts';

/** Where leases are looked up, and the two machines. */
export interface BookNeeds {
  readonly ledger: Pick<Ledger, 'find'>;
  readonly executions: Pick<Executions, 'status' | 'list'>;
  readonly deploymentMachineArn: string;
  readonly restoreMachineArn: string;
  readonly now: () => Date;
}

/** For one lease the newest answer counts; for all of them lists do, because of what Step Functions answers in a minute. */
export function booksOf({ executions, deploymentMachineArn, ...needs }: BookNeeds, isForAll: boolean, refused: Refused): Books {
  const asked = { ...needs, newest: executions.status };
  if (!isForAll) return { ...asked, deployments: executions.status, restores: executions.status };
  return {
    ...asked,
    deployments: executionBook(executions, deploymentMachineArn, { absenceCounts: false, refused }),
    // A restore that was missed for a moment is started a second time under its name, which Step Functions refuses. Before a lease is taken away
    // the next one is asked for itself.
    restores: executionBook(executions, needs.restoreMachineArn, { absenceCounts: true, refused }),
  };
}
