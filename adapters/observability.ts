import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { Fault } from '../core/errors.ts';
import { valueAt } from '../core/input.ts';
import { shortened } from '../core/shown.ts';
import { sendSpan } from './trace.ts';
import { now } from './world.ts';

/** What every use case answers at least: shown in the log. */
interface Explained {
  readonly kind: string;
  readonly because: string;
}

/**
 * Makes a Lambda handler of a use case, and nothing about the invocation goes unseen:
 *
 * - **Log.** One line with the outcome's kind and reason, or with the error and its fault; the deployment's id is on every line.
 *   Input and output are not logged: they hold task tokens.
 * - **Metrics.** `Invocations` by function and outcome, `Failures` by function and fault; as EMF in namespace `Sluice`.
 * - **Trace.** Annotations `deploymentId` and `outcome`.
 *
 * @throws what the use case throws, as it is: `Catch` in the state machines matches `error.name`.
 * @example export const handler = traced('next-step', nextStep({ ledger: ledger(), elb: elb(), metrics: metrics(), now }));
 */
export function traced<Outcome extends Explained>(handlerName: string, useCase: (event: unknown) => Promise<Outcome>) {
  const logger = new Logger({ serviceName: 'sluice', persistentKeys: { function: handlerName } });
  const metrics = new Metrics({ namespace: 'Sluice', serviceName: 'sluice' });
  const count = (metric: string, dimensions: Readonly<Record<string, string>>) => {
    metrics.setTimestamp(now());
    metrics.addDimensions({ function: handlerName, ...dimensions });
    metrics.addMetric(metric, MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
  };
  return async (event: unknown, context: Context): Promise<Outcome> => {
    const deploymentId = deploymentIn(event);
    const startedAtMs = Date.now();
    const trace = (failed: boolean, outcome: string) =>
      sendSpan({ name: handlerName, startedAtMs, endedAtMs: Date.now(), failed, annotations: { deploymentId, outcome } });
    logger.addContext(context);
    logger.appendKeys({ deploymentId });
    try {
      const outcome = await useCase(event);
      logger.info(outcome.kind, { because: outcome.because });
      count('Invocations', { outcome: outcome.kind });
      await trace(false, outcome.kind);
      return outcome;
    } catch (error) {
      const fault = faultOf(error);
      logger.error('failed', { fault, error: error instanceof Error ? error : new Error(String(error)) });
      count('Failures', { fault });
      await trace(true, fault);
      throw error;
    }
  };
}

/** Inputs from the state machines have the id on top, requests of people in their detail; other events concern no single deployment. */
function deploymentIn(event: unknown): string {
  const found = valueAt(event, 'deploymentId') ?? valueAt(event, 'detail.deploymentId');
  // Whoever sends an event says what it is about, at any length.
  return typeof found === 'string' ? shortened(found) : 'none';
}

/** An error that is not one of ours was not foreseen, whoever made it. */
function faultOf(error: unknown): Fault {
  const fault = error instanceof Object && 'fault' in error ? error.fault : undefined;
  return fault === 'caller' || fault === 'dependency' ? fault : 'defect';
}
