import { describe, expect, it } from 'vitest';
import { UnmodelledCallError } from '../../../../local/aws/aws-calls.ts';
import { aBridge, alarmPattern, anAlarm, functionArn, machineArn, payloadOf, queueArn } from './a-bridge.ts';

const target = { Id: 'T', Arn: functionArn };
const id = '00000000-0000-0000-0000-000000000000';
const envelope = { version: '0', id, account: '111122223333', region: 'eu-west-1' };

describe('eventBridge', () => {
  it('delivers a service event in its envelope to the targets of matching rules', async () => {
    const { bridge, clock, received, rule } = aBridge();
    rule({ EventPattern: alarmPattern, Targets: [target] });
    bridge.bus.emit(anAlarm('OK'));
    bridge.bus.emit(anAlarm());
    expect(received).toEqual([]);
    await clock.advance(0);
    expect(received).toMatchObject([
      { what: 'Lambda.Invoke', input: { FunctionName: functionArn, InvocationType: 'Event' }, caller: { roleArn: 'events.amazonaws.com' } },
    ]);
    expect(payloadOf(received[0])).toEqual({ ...envelope, ...anAlarm(), time: '2026-11-20T10:14:30Z' });
  });

  it('names an unnamed rule after its stack and gives its ARN', () => {
    const { rule } = aBridge();
    expect(rule({ EventPattern: alarmPattern, Targets: [] })).toEqual({
      ref: 'stack-Rule',
      attributes: { Arn: 'arn:aws:events:eu-west-1:111122223333:rule/stack-Rule' },
    });
  });

  it('starts a state machine as the role of the target, sends to queues and publishes to topics', async () => {
    const { bridge, clock, received, rule } = aBridge();
    const topicArn = 'arn:aws:sns:eu-west-1:111122223333:pages';
    rule({
      EventPattern: alarmPattern,
      Targets: [
        { Id: 'machine', Arn: machineArn, RoleArn: 'arn:aws:iam::111122223333:role/starter', Input: '{"a":1}' },
        { Id: 'queue', Arn: queueArn, InputPath: '$.detail.alarmName' },
        { Id: 'topic', Arn: topicArn, Input: '"down"' },
      ],
    });
    bridge.bus.emit(anAlarm());
    await clock.advance(0);
    const caller = { roleArn: 'events.amazonaws.com', sourceArn: 'arn:aws:events:eu-west-1:111122223333:rule/stack-Rule' };
    const url = 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead-letters';
    expect(received).toEqual([
      {
        second: 0,
        what: 'SFN.StartExecution',
        input: { stateMachineArn: machineArn, input: '{"a":1}' },
        caller: { roleArn: 'arn:aws:iam::111122223333:role/starter' },
      },
      { second: 0, what: 'SQS.SendMessage', input: { QueueUrl: url, MessageBody: '"orders-5xx"' }, caller },
      { second: 0, what: 'SNS.Publish', input: { TopicArn: topicArn, Message: '"down"' }, caller },
    ]);
  });

  it('loses, duplicates, delays and reorders deliveries as the arrivals hook says, later by the latency', async () => {
    const delays = [[], [1_000, 2_000], [500]];
    const { bridge, clock, received, rule } = aBridge({ arrivals: () => delays.shift() ?? [0], latencyMs: () => 50 });
    rule({ EventPattern: alarmPattern, Targets: [{ ...target, InputPath: '$.detail.n' }] });
    for (const n of ['lost', 'twice', 'early']) {
      const alarm = anAlarm();
      bridge.bus.emit({ ...alarm, detail: { ...alarm.detail, n } });
    }
    await clock.advance(5_000);
    expect(received.map((call) => [call.second, payloadOf(call)])).toEqual([
      [0.55, 'early'],
      [1.05, 'twice'],
      [2.05, 'twice'],
    ]);
  });

  it('fires a scheduled rule on the clock with a "Scheduled Event" and no other rule sees it', async () => {
    const { clock, received, rule } = aBridge();
    rule({ Name: 'sweep', ScheduleExpression: 'rate(1 minute)', Targets: [target] });
    rule({ Name: 'all', EventPattern: { source: ['aws.events'] }, Targets: [target] });
    await clock.advance(150_000);
    expect(received.map(({ second }) => second)).toEqual([60, 120]);
    expect(payloadOf(received[0])).toEqual({
      ...envelope,
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      resources: ['arn:aws:events:eu-west-1:111122223333:rule/sweep'],
      detail: {},
      time: '2026-11-20T10:15:30Z',
    });
  });

  it('fires no schedule after stop', async () => {
    const { bridge, clock, received, rule } = aBridge();
    rule({ ScheduleExpression: 'rate(1 minute)', Targets: [target] });
    bridge.stop();
    await clock.advance(150_000);
    expect(received).toEqual([]);
  });

  it('does nothing for a disabled rule', async () => {
    const { bridge, clock, received, rule } = aBridge();
    rule({ EventPattern: alarmPattern, ScheduleExpression: 'rate(1 minute)', State: 'DISABLED', Targets: [target] });
    bridge.bus.emit(anAlarm());
    await clock.advance(150_000);
    expect(received).toEqual([]);
  });

  it('replaces a rule when its stack is updated, also under another name', async () => {
    const { bridge, clock, received, rule } = aBridge();
    const before = { EventPattern: alarmPattern, ScheduleExpression: 'rate(1 minute)', Targets: [target] };
    const made = rule(before) as { ref: string; attributes: Record<string, unknown> };
    rule({ Name: 'renamed', EventPattern: { source: ['aws.ecr'] }, Targets: [target] }, { ...made, properties: before });
    bridge.bus.emit(anAlarm());
    await clock.advance(150_000);
    expect(received).toEqual([]);
  });

  it('keeps the events of a custom bus apart', async () => {
    const { bridge, clock, received, rule } = aBridge();
    const arn = 'arn:aws:events:eu-west-1:111122223333:event-bus/ours';
    expect(bridge.resources['AWS::Events::EventBus']?.({ Name: 'ours' }, { logicalId: 'Bus', stackName: 'stack' })).toEqual({
      ref: 'ours',
      attributes: { Name: 'ours', Arn: arn },
    });
    expect(rule({ Name: 'r', EventBusName: 'ours', EventPattern: { source: ['us'] }, Targets: [target] })).toEqual({
      ref: 'ours|r',
      attributes: { Arn: 'arn:aws:events:eu-west-1:111122223333:rule/ours/r' },
    });
    const entry = { Source: 'us', DetailType: 'Told', Detail: '{}' };
    await bridge.operations.PutEvents?.({ Entries: [{ ...entry, EventBusName: arn }, entry] } as never, { roleArn: 'local' });
    await clock.advance(0);
    expect(received).toHaveLength(1);
  });

  it.each([
    { EventPattern: { source: 'aws.ecr' }, Targets: [] },
    { EventPattern: '{"source": ', Targets: [] },
  ])('refuses an invalid pattern as AWS does: %j', (properties) => {
    expect(() => aBridge().rule(properties)).toThrow(expect.objectContaining({ name: 'InvalidEventPatternException' }));
  });

  it.each([
    { EventPattern: alarmPattern, ManagedBy: 'aws' },
    { EventPattern: alarmPattern, Targets: [{ ...target, HttpParameters: {} }] },
    { EventPattern: alarmPattern, Targets: [{ Id: 'T', Arn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod' }] },
    { EventPattern: alarmPattern, EventBusName: 'unknown' },
    { EventPattern: alarmPattern, Targets: [{ ...target, InputPath: '$.detail.*' }] },
  ])('refuses by name what is not modelled: %j', (properties) => {
    expect(() => aBridge().rule(properties)).toThrow(UnmodelledCallError);
  });
});
