import { TooManyRequestsException } from '@aws-sdk/client-lambda';
import type { Clock } from '../../clock.ts';
import type { RecordMetric } from '../../load-balancer/record-metric.ts';
import type { FunctionPool } from './function-pool.ts';

/**
 * A pool whose invocations are counted as `AWS/Lambda` does: `Invocations` and `Errors` when one ends, `Throttles` for one refused.
 * Source: "Types of metrics for Lambda functions" in the AWS Lambda developer guide.
 */
export function measured(pool: FunctionPool, record: RecordMetric, clock: Clock): FunctionPool {
  const dimensions = { FunctionName: pool.config.name };
  const count = (name: string, value: number) =>
    record({ namespace: 'AWS/Lambda', name, dimensions, value, unit: 'Count', at: clock.now() });
  return {
    ...pool,
    invoke: async (event, requestId) => {
      try {
        const result = await pool.invoke(event, requestId);
        count('Invocations', 1);
        count('Errors', result.kind === 'failed' ? 1 : 0);
        return result;
      } catch (error) {
        if (error instanceof TooManyRequestsException) count('Throttles', 1);
        throw error;
      }
    },
  };
}
