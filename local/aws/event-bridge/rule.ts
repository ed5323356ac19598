import { InvalidEventPatternException } from '@aws-sdk/client-eventbridge';
import { compilePattern, type EventMatcher } from '../../events/compile-pattern.ts';
import { InvalidPatternError } from '../../events/invalid-pattern-error.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import type { Route } from './deliver.ts';
import type { RuleProperties, TargetProperties } from './rule-properties.ts';
import { type Schedule, scheduleExpression } from './schedule-expression.ts';
import { targetCall } from './target-call.ts';
import { type TargetInput, targetInput } from './target-input.ts';

/** A rule, ready to match and to deliver. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly enabled: boolean;
  readonly matches: EventMatcher;
  readonly schedule: Schedule | undefined;
  readonly targets: readonly RuleTarget[];
}

/** One target of a rule. */
export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  readonly input: TargetInput;
  readonly route: Route;
}

const modelledRule = new Set(['Name', 'Description', 'EventBusName', 'EventPattern', 'ScheduleExpression', 'State', 'Targets', 'Tags']);
const modelledTarget = new Set(['Id', 'Arn', 'RoleArn', 'Input', 'InputPath', 'InputTransformer', 'RetryPolicy', 'DeadLetterConfig']);

/**
 * Reads a rule's CloudFormation properties.
 *
 * @throws {InvalidEventPatternException} the pattern is refused; the message names path and reason.
 * @throws {EventBridgeServiceException} `ValidationException` for a schedule or an input.
 * @throws {UnmodelledCallError} a property, a target or a JSONPath that is not modelled.
 */
export function rule(properties: RuleProperties, place: { readonly name: string; readonly busName: string; readonly arn: string }): Rule {
  refuseOthers(properties, modelledRule, 'AWS::Events::Rule');
  const { EventPattern, ScheduleExpression, State, Targets = [] } = properties;
  return {
    ...place,
    enabled: State !== 'DISABLED',
    matches: EventPattern === undefined ? () => false : matcher(EventPattern),
    schedule: ScheduleExpression === undefined ? undefined : scheduleExpression(ScheduleExpression),
    targets: Targets.map((target) => ruleTarget(target, place)),
  };
}

function ruleTarget(target: TargetProperties, place: { readonly name: string; readonly arn: string }): RuleTarget {
  refuseOthers(target, modelledTarget, 'a rule target');
  return {
    id: target.Id,
    arn: target.Arn,
    input: targetInput(target, place),
    route: { call: targetCall(target), retryPolicy: target.RetryPolicy ?? {}, deadLetterArn: target.DeadLetterConfig?.Arn },
  };
}

function matcher(pattern: unknown): EventMatcher {
  try {
    return compilePattern(typeof pattern === 'string' ? JSON.parse(pattern) : pattern);
  } catch (error) {
    if (!(error instanceof InvalidPatternError) && !(error instanceof SyntaxError)) throw error;
    throw new InvalidEventPatternException({ message: `Event pattern is not valid. Reason: ${error.message}`, $metadata: {} });
  }
}

function refuseOthers(properties: object, modelled: ReadonlySet<string>, owner: string): void {
  const other = Object.keys(properties).find((name) => !modelled.has(name));
  if (other !== undefined) throw new UnmodelledCallError(`${other} of ${owner}`);
}
