import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { OutcomeRecorder } from '../../adapters/outcome-recorder.ts';
import type { Pager } from '../../adapters/pager.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { limits } from '../../core/limits.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'events'>;
  readonly pager: Pager;
  readonly record: OutcomeRecorder;
  readonly now: () => Date;
}

/**
 * Pages once for a promotion that was decided and is not over for long: its machine waits for something that never comes. It is paged for first and
 * noted then, so that a crash in between pages again, never nobody.
 *
 * @returns the reason that people read; undefined: it is young, or they were told
 */
export async function tellLatePromotion({ ledger, pager, record, now }: Needs, deployment: Deployment): Promise<string | undefined> {
  const { id, service, plan, executionArn, lookedAt, admittedAt } = deployment;
  const decidedAt = lookedAt ?? admittedAt;
  if (now().getTime() - Date.parse(decidedAt) < limits.promotingSeconds.value * 1_000) return undefined;
  const because = `its promotion was decided at ${decidedAt} and is not over: ${limits.promotingSeconds.because}`;
  const isTold = (await ledger.events(id)).some((event) => event.type === 'HumanNeeded' && event.because === because);
  if (isTold) return undefined;
  const toGoOn = 'stop the execution: the reconciler then records the promotion, or sends every user back';
  await pager.page(
    `Sluice cannot end the promotion of ${service}`,
    JSON.stringify({ deploymentId: id, service, because, ruleArn: plan.ruleArn, executionArn, toGoOn }),
  );
  await record(id, 'needs-human', { because });
  return because;
}
