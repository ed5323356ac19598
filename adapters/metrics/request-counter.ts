import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DependencyError } from '../../core/errors.ts';
import { albErrorSources } from './alb-sources.ts';
import { cloudWatchSource } from './cloudwatch-source.ts';
import { dimensionsOf } from './placeholders.ts';
import { wholeBlocks } from './window.ts';

/**
 * How many requests a target group got in the whole minutes of a span, whatever rule sent them. What CloudWatch does not show yet is not counted.
 *
 * @throws {DependencyError} CloudWatch throttled, or did not tell all of it. Retryable.
 * @throws {InvalidInputError} an ARN without the parts that metric dimensions are made of.
 */
export type RequestCounter = (
  lane: { readonly ruleArn: string; readonly targetGroupArn: string },
  span: { readonly from: Date; readonly until: Date },
) => Promise<number>;

/** A {@link RequestCounter} on CloudWatch. */
export function requestCounter(client: CloudWatchClient, now: () => Date): RequestCounter {
  const askAll = cloudWatchSource(client, now);
  const { requests: source } = albErrorSources;
  return async ({ ruleArn, targetGroupArn }, span) => {
    const window = wholeBlocks(span, source.periodSeconds);
    const [reading] = await askAll([{ source, window, placeholders: dimensionsOf(ruleArn, targetGroupArn), keptUntil: 0 }]);
    const { failed = [...(reading?.unusable.values() ?? [])][0] } = reading ?? {};
    if (failed !== undefined) throw new DependencyError(`nobody told whether requests reach ${targetGroupArn}: ${failed}`);
    return [...(reading?.values.values() ?? [])].reduce((sum, count) => sum + count, 0);
  };
}
