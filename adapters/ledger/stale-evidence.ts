import { StaleDecisionError } from '../../core/deployment/stale-decision-error.ts';

/** Refuses evidence that was read before other evidence was kept. */
export function staleEvidence(
  deploymentId: string,
  revision: { readonly attempted: number; readonly current: number },
): StaleDecisionError {
  const because = `has evidence of look ${revision.current}, and this look began with that of look ${revision.attempted}`;
  return new StaleDecisionError(deploymentId, { ...revision, because });
}
