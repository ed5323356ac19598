import { LambdaServiceException, ResourceNotFoundException, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { UnmodelledCallError } from '../../../../local/aws/aws-calls.ts';
import { deliver, type Route } from '../../../../local/aws/event-bridge/deliver.ts';
import { targetCall } from '../../../../local/aws/event-bridge/target-call.ts';
import { VirtualClock } from '../../../../local/clocks/virtual-clock.ts';
import { aBridge, alarmPattern, anAlarm, functionArn, queueArn } from './a-bridge.ts';

const throttled = () => new TooManyRequestsException({ message: 'Rate exceeded', $metadata: {} });
const denied = () => new LambdaServiceException({ name: 'AccessDeniedException', $fault: 'client', message: 'no', $metadata: {} });
const gone = () => new ResourceNotFoundException({ Message: 'gone', message: 'gone', $metadata: {} });
const deadLetters = { DeadLetterConfig: { Arn: queueArn } };
const ruleArn = 'arn:aws:events:eu-west-1:111122223333:rule/stack-Rule';
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

async function emitted(target: object, refusal: (what: string, count: number) => Error | undefined, runMs = 100_000) {
  const world = aBridge({ refusal });
  world.rule({ EventPattern: alarmPattern, Targets: [{ Id: 'T', Arn: functionArn, ...target }] });
  world.bridge.bus.emit(anAlarm());
  await world.clock.advance(runMs);
  return world;
}

describe('deliver', () => {
  it('retries a throttled target with growing waits until it takes the event', async () => {
    const { received, bridge } = await emitted({}, (_what, count) => (count < 4 ? throttled() : undefined));
    expect(received.map(({ second }) => second)).toEqual([0, 0.5, 1.5, 3.5]);
    expect(bridge.undelivered()).toEqual([]);
  });

  it('puts the event into the dead-letter queue after the attempts of the retry policy', async () => {
    const { received, bridge } = await emitted({ ...deadLetters, RetryPolicy: { MaximumRetryAttempts: 2 } }, (what) =>
      what === 'Lambda.Invoke' ? throttled() : undefined,
    );
    expect(received.map(({ what }) => what)).toEqual(['Lambda.Invoke', 'Lambda.Invoke', 'Lambda.Invoke', 'SQS.SendMessage']);
    expect(received[3]?.input.MessageAttributes).toEqual({
      ERROR_CODE: text('THROTTLING'),
      ERROR_MESSAGE: text('Rate exceeded'),
      EXHAUSTED_RETRY_CONDITION: text('MaximumRetryAttempts'),
      RETRY_ATTEMPTS: text('2'),
      RULE_ARN: text(ruleArn),
      TARGET_ARN: text(functionArn),
    });
    expect(JSON.parse(String(received[3]?.input.MessageBody))).toMatchObject(anAlarm());
    expect(bridge.undelivered()).toMatchObject([{ errorName: 'TooManyRequestsException', retries: 2, deadLettered: true }]);
  });

  it('gives up when the next retry would come after the age of the retry policy', async () => {
    const { received } = await emitted({ ...deadLetters, RetryPolicy: { MaximumEventAgeInSeconds: 60 } }, (what) =>
      what === 'Lambda.Invoke' ? throttled() : undefined,
    );
    expect(received.at(-1)).toMatchObject({
      second: 31.5,
      input: { MessageAttributes: { EXHAUSTED_RETRY_CONDITION: text('MaximumEventAgeInSeconds') } },
    });
  });

  it.each([
    ['NO_PERMISSIONS', denied],
    ['NO_RESOURCE', gone],
  ])('goes to the dead-letter queue without a retry: %s', async (code, error) => {
    const { received } = await emitted(deadLetters, (what) => (what === 'Lambda.Invoke' ? error() : undefined));
    expect(received.map(({ what }) => what)).toEqual(['Lambda.Invoke', 'SQS.SendMessage']);
    expect(received[1]?.input.MessageAttributes).toEqual({
      ERROR_CODE: text(code),
      ERROR_MESSAGE: text(error().message),
      RULE_ARN: text(ruleArn),
      TARGET_ARN: text(functionArn),
    });
  });

  it('retries 185 times within a day by default, then the event is lost without a queue', async () => {
    const { received, bridge } = await emitted({}, throttled, 2 * 86_400_000);
    expect(received).toHaveLength(186);
    expect(received.at(-1)?.second).toBeLessThan(86_400);
    expect(bridge.undelivered()).toMatchObject([{ retries: 185, deadLettered: false, targetArn: functionArn }]);
  });

  it('says so when the dead-letter queue refuses too', async () => {
    const { bridge } = await emitted(deadLetters, gone);
    expect(bridge.undelivered()).toMatchObject([{ errorName: 'ResourceNotFoundException', deadLettered: false }]);
  });

  it('fails loudly and without a retry when the target is not modelled', async () => {
    const clock = new VirtualClock(new Date(0));
    const call = async () => Promise.reject(new UnmodelledCallError('Lambda Invoke'));
    const route: Route = { call: targetCall({ Arn: functionArn }), retryPolicy: {}, deadLetterArn: undefined };
    await expect(deliver({} as never, '{}', route, { clock, random: () => 0, calls: { call } })).rejects.toThrow(UnmodelledCallError);
  });
});
