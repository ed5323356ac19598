import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { InvalidInputError, SluiceError } from '../../core/errors.ts';
import { own } from '../../core/own.ts';
import { knownPast, type MetricFound } from './known-past.ts';
import type { Past } from './past.ts';

/**
 * The evidence that the judge kept of a deployment. Other configurations may ask for the metrics it had, by their names.
 *
 * @throws {InvalidInputError} there is no such deployment, or AWS refuses to tell.
 * @throws {DependencyError} the ledger did not answer.
 */
export async function deploymentPast(ledger: Pick<Ledger, 'load' | 'evidence'>, deploymentId: string): Promise<Past> {
  const [{ plan, status }, evidence] = await told(Promise.all([ledger.load(deploymentId), ledger.evidence(deploymentId)]));
  const { metrics } = plan.analysis;
  // Only an A/A deployment has nothing else than dry runs: what they would have done is the question.
  const isAa = metrics.every(({ dryRun }) => dryRun);
  return {
    title: `deployment ${deploymentId} of ${plan.service} (${isAa ? 'A/A, ' : ''}${status})`,
    stepsWithUsers: plan.steps.filter(({ candidatePercent }) => candidatePercent > 0).length,
    analysis: isAa ? { ...plan.analysis, metrics: metrics.map((metric) => ({ ...metric, dryRun: false })) } : plan.analysis,
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

/** What AWS refuses to this caller is theirs to put right: a table of another name, region or account, or credentials that are none. */
async function told<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new InvalidInputError(`the ledger cannot be read (${why}): check --table, AWS_REGION and your AWS credentials`, { cause: error });
  }
}
