import { SluiceError } from '../../../core/errors.ts';
import type { AwsCalls, Caller } from '../aws-calls.ts';
import type { ModelNeeds } from '../modelled-service.ts';
import type { Delivery, RetryPolicy } from './rule-properties.ts';
import { eventBridgePrincipal, type TargetCall, targetCall } from './target-call.ts';

/** A delivery that was given up, and whether a dead-letter queue has it. */
export interface Undelivered extends Delivery {
  readonly errorName: string;
  readonly retries: number;
  readonly deadLettered: boolean;
}

/** How one target is reached, and what happens when it is not. */
export interface Route {
  readonly call: TargetCall;
  readonly retryPolicy: RetryPolicy;
  readonly deadLetterArn: string | undefined;
}

type Needs = Pick<ModelNeeds, 'clock' | 'random'> & { readonly calls: AwsCalls };

/** The service's defaults: a day, and 185 retries. */
const retriesDefault = 185;
const ageSecondsDefault = 86_400;
/** 185 retries spread over a day are about 8 minutes apart; AWS does not publish the curve. */
const backoffMsMax = 480_000;

const permissionNames = /AccessDenied|AuthorizationError|NotAuthorized/;
const missingNames = /NotFound|DoesNotExist|NonExistentQueue|StateMachineDeleting/;
const throttlingNames = /Throttl|TooManyRequests|LimitExceeded|RequestLimit/;

/**
 * Hands `text` to the target until it is taken, or given up: at once without permission or without a target, otherwise after the
 * retry policy's attempts or age. Given up, the event goes to the dead-letter queue.
 *
 * @returns undefined when the target took it.
 * @throws {UnmodelledCallError} the world does not know the target's call; nothing is retried for that.
 */
export async function deliver(delivery: Delivery, text: string, route: Route, needs: Needs): Promise<Undelivered | undefined> {
  const { clock, calls } = needs;
  const { MaximumRetryAttempts = retriesDefault, MaximumEventAgeInSeconds = ageSecondsDefault } = route.retryPolicy;
  const giveUpAt = clock.now().getTime() + MaximumEventAgeInSeconds * 1000;
  for (let retries = 0; ; retries += 1) {
    const caller = callerFor(delivery, route.call.caller);
    const error = await failureOf(calls.call(route.call.service, route.call.operation, route.call.input(text), caller));
    if (error === undefined) return undefined;
    const giveUp = (condition?: string) => buried(delivery, { error, retries, condition }, route, needs);
    if (permissionNames.test(error.name) || missingNames.test(error.name)) return giveUp();
    if (retries >= MaximumRetryAttempts) return giveUp('MaximumRetryAttempts');
    const waitMs = Math.min(backoffMsMax, 1000 * 2 ** retries) * (0.5 + needs.random() / 2);
    if (clock.now().getTime() + waitMs > giveUpAt) return giveUp('MaximumEventAgeInSeconds');
    await clock.sleep(waitMs);
  }
}

interface End {
  readonly error: Error;
  readonly retries: number;
  readonly condition: string | undefined;
}

async function buried(delivery: Delivery, { error, retries, condition }: End, route: Route, needs: Needs): Promise<Undelivered> {
  const given = { ...delivery, errorName: error.name, retries };
  if (route.deadLetterArn === undefined) return { ...given, deadLettered: false };
  const attributes = {
    ERROR_CODE: codeOf(error.name),
    ERROR_MESSAGE: error.message,
    RULE_ARN: delivery.ruleArn,
    TARGET_ARN: delivery.targetArn,
    ...(condition === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: condition, RETRY_ATTEMPTS: String(retries) }),
  };
  const { service, operation, input, caller } = targetCall({ Arn: route.deadLetterArn });
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  const refused = await failureOf(
    needs.calls.call(service, operation, { ...input(JSON.stringify(delivery.event)), MessageAttributes }, callerFor(delivery, caller)),
  );
  return { ...given, deadLettered: refused === undefined };
}

/** EventBridge itself says for which rule it calls; a role does not. */
function callerFor({ ruleArn }: Delivery, caller: Caller): Caller {
  return caller.roleArn === eventBridgePrincipal ? { ...caller, sourceArn: ruleArn } : caller;
}

function codeOf(errorName: string): string {
  if (permissionNames.test(errorName)) return 'NO_PERMISSIONS';
  if (missingNames.test(errorName)) return 'NO_RESOURCE';
  return throttlingNames.test(errorName) ? 'THROTTLING' : 'INTERNAL_ERROR';
}

/** What the call was refused with. A defect of the world itself is not an answer of AWS and goes on up. */
async function failureOf(call: Promise<object>): Promise<Error | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (!(error instanceof Error) || (error instanceof SluiceError && error.fault === 'defect')) throw error;
    return error;
  }
}
