import type { Announcer } from '../../adapters/announcer.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { newFindings } from '../../core/analysis/brief-verdict.ts';
import type { Verdict } from '../../core/analysis/verdict.ts';
import type { Progressing } from '../../core/deployment/move.ts';
import { DependencyError } from '../../core/errors.ts';
import type { SluiceEvent } from '../../core/events/published-events.ts';

/** Where findings are told. */
export interface FindingNeeds {
  readonly ledger: Pick<Ledger, 'events' | 'append'>;
  readonly announcer: Announcer;
}

/**
 * Tells what people should hear of though no traffic moves for it, when the judge says it for the first time. Before the decision is
 * recorded, so that a crash tells it again instead of never; the log has it once. A bus that does not answer keeps no look waiting.
 *
 * @throws {DependencyError} the ledger did not answer. Retryable.
 */
export async function tellFindings(needs: FindingNeeds, deployment: Progressing, verdict: Verdict, now: Date): Promise<void> {
  const { wouldRollBack, warnings } = newFindings(deployment.lastVerdict, verdict);
  const [first] = wouldRollBack;
  const fact = { at: now.toISOString(), service: deployment.service, deploymentId: deployment.id };
  if (first !== undefined) {
    await tell(needs, { ...fact, type: 'WouldRollBack', because: first.because, detail: { metrics: wouldRollBack } });
  }
  if (warnings.length > 0) await tell(needs, { ...fact, type: 'JudgeWarned', because: warnings.join('; '), detail: { warnings } });
}

async function tell({ ledger, announcer }: FindingNeeds, event: SluiceEvent): Promise<void> {
  const { at, type, because, deploymentId } = event;
  const isToldAlready = (await ledger.events(deploymentId)).some(
    (logged) => logged.type === type && JSON.stringify(namesIn(logged.detail)) === JSON.stringify(namesIn(event.detail)),
  );
  if (isToldAlready) return;
  try {
    await announcer.announce(event);
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
  }
  await ledger.append(deploymentId, { at, type, because, detail: { ...event.detail } });
}

/** What a finding is about, without its figures, which differ from look to look. */
function namesIn(detail: unknown): unknown {
  const { metrics, warnings } = detail as {
    readonly metrics?: readonly { readonly name: string }[];
    readonly warnings?: readonly string[];
  };
  return [metrics?.map(({ name }) => name), warnings?.length];
}
