import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { own } from '../../core/own.ts';
import { knownPast, type MetricFound } from './known-past.ts';
import type { Past } from './past.ts';

/**
 * The evidence that the judge kept of a deployment. Other configurations may ask for the metrics it had, by their names.
 *
 * @throws {InvalidInputError} there is no such deployment.
 * @throws {DependencyError} the ledger did not answer.
 */
export async function deploymentPast(ledger: Pick<Ledger, 'load' | 'evidence'>, deploymentId: string): Promise<Past> {
  const { plan, status } = await ledger.load(deploymentId);
  const evidence = await ledger.evidence(deploymentId);
  return {
    title: `deployment ${deploymentId} of ${plan.service} (${status})`,
    stepsWithUsers: plan.steps.filter(({ candidatePercent }) => candidatePercent > 0).length,
    analysis: plan.analysis,
    ask: async (analysis) => {
      const found = analysis.metrics.map((metric): MetricFound => {
        const known = own(evidence.metrics, metric.name);
        if (known === undefined) return { metric, kind: 'left-out', because: 'the deployment kept no evidence of that name' };
        return { metric, kind: 'found', evidence: known };
      });
      const { steps, fixed } = evidence;
      return knownPast(`deployment ${deploymentId}`, analysis, found, { fixed, ...(steps.length > 0 && { steps }) });
    },
  };
}
