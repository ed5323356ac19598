import { type Evidence, type MetricEvidence, nothingKnown } from '../../core/analysis/evidence.ts';
import { mergeMetric } from '../../core/analysis/merge-evidence.ts';
import { own } from '../../core/own.ts';
import type { Ledger } from './ledger.ts';
import { staleEvidence } from './stale-evidence.ts';

/**
 * Evidence of a ledger that forgets. Only changed blocks are taken, as a ledger in DynamoDB would write them.
 *
 * @param mustExist throws when there is no such deployment
 */
export function memoryEvidence(mustExist: (deploymentId: string) => void): Pick<Ledger, 'evidence' | 'keepEvidence'> {
  const kept = new Map<string, Evidence>();
  const keptOf = (deploymentId: string): Evidence => {
    mustExist(deploymentId);
    return kept.get(deploymentId) ?? nothingKnown;
  };
  return {
    evidence: async (deploymentId) => structuredClone(keptOf(deploymentId)),
    async keepEvidence(deploymentId, offered, unchangedUntil) {
      const { metrics, revision: current = 0 } = keptOf(deploymentId);
      const attempted = offered.revision ?? 0;
      if (attempted !== current) throw staleEvidence(deploymentId, { attempted, current });
      // How far it was read is only what this look says.
      const blocks = Object.entries(metrics).map(([name, { counts, values }]) => [name, { counts, values }]);
      const merged = Object.entries(offered.metrics).map(([name, metric]) => {
        return [name, mergeMetric(own(metrics, name), since(metric, unchangedUntil))];
      });
      const now = { ...offered, metrics: Object.fromEntries([...blocks, ...merged]), revision: current + 1 };
      kept.set(deploymentId, structuredClone(now));
    },
  };
}

function since({ counts, values, ...rest }: MetricEvidence, unchangedUntil: number): MetricEvidence {
  const changed = <Block extends { readonly startedAt: number }>(bySeries: Readonly<Record<string, readonly Block[]>>) =>
    Object.fromEntries(
      Object.entries(bySeries).map(([series, blocks]) => [series, blocks.filter(({ startedAt }) => startedAt >= unchangedUntil)]),
    );
  return { ...rest, counts: changed(counts), values: changed(values) };
}
