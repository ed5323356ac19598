import type { Announcer } from '../../adapters/announcer.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { Pager } from '../../adapters/pager.ts';
import { type Drift, driftReason, frozenSeconds, whoDidIt } from '../../core/deployment/drift.ts';
import { intendedPercent } from '../../core/deployment/drift-seen.ts';
import type { Progressing } from '../../core/deployment/move.ts';
import { StaleDecisionError } from '../../core/deployment/stale-decision-error.ts';
import { forward } from '../../core/deployment/traffic.ts';
import { DependencyError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';

/** States in which the machine only waits: nothing of its own can be under way to the rule. The way back has none of them. */
export const waitingStates = ['Bake', 'AwaitApproval', 'AwaitCandidate', 'LaunchSoon'] as const;

interface Needs {
  readonly ledger: Pick<Ledger, 'decide'>;
  readonly pager: Pager;
  readonly announcer: Announcer;
}

/**
 * Pages for a drift, and then notes that it did: a crash in between pages again, never nobody. The page says what to do. A look that was
 * recorded meanwhile keeps its own, and the next sweep tells again.
 *
 * @returns the reason that people read
 */
export async function tellDrift({ ledger, pager, announcer }: Needs, deployment: Progressing, drift: Drift): Promise<string> {
  const { id, service, plan, stepIndex, stepStartedAt } = deployment;
  const candidatePercent = intendedPercent(deployment);
  const because = `frozen: ${driftReason(drift, candidatePercent)}`;
  const look = whoDidIt(plan, drift);
  await pager.page(
    `Sluice froze ${service}`,
    JSON.stringify({ deploymentId: id, service, because, ...advice(deployment, drift), whoDidIt: look }),
  );
  const detail = { candidatePercent, shows: drift.shows, whoDidIt: look };
  const fact = { at: drift.until, type: 'DriftPaged', because, detail } as const;
  try {
    await announcer.announce({ ...fact, service, deploymentId: id });
    const unchanged = { status: 'progressing', stepIndex, ...(stepStartedAt !== undefined && { stepStartedAt }) } as const;
    await ledger.decide(deployment, { ...unchanged, drift: { ...drift, state: 'told' }, event: fact });
  } catch (error) {
    if (!(error instanceof StaleDecisionError || error instanceof DependencyError)) throw error;
  }
  return because;
}

/**
 * What a person can do, and what happens when nobody does anything. Pages are read late: the freeze may be over by then and the candidate at rest,
 * so the intended weights are right only while the machine waits.
 */
function advice(deployment: Progressing, drift: Drift): object {
  const { plan, stepIndex, executionArn } = deployment;
  const leftMs = (limits.holdSeconds.value - frozenSeconds(drift)) * 1_000;
  return {
    ruleArn: plan.ruleArn,
    intended: forward(plan, intendedPercent(deployment)),
    executionArn,
    toGoOn:
      `look at the execution right before: only while it is RUNNING and the state it entered last is one of ${waitingStates.join(', ')}, ` +
      'set the weights that were intended, and the deployment goes on by itself; otherwise it looks at this moment, or the freeze is over: ask once more, and then do nothing',
    toGoBack: `put an AbortRequested event of service ${deployment.service}: every user goes back to lane ${plan.stable.lane}`,
    otherwise:
      stepIndex < 0
        ? 'before it launched anything it ends within half an hour and leaves the weights; after that it goes back by itself'
        : `it goes back by itself, at the latest about ${new Date(Date.parse(drift.until) + leftMs).toISOString()}`,
  };
}
