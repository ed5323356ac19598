import type { Caller } from '../../../../local/aws/aws-calls.ts';
import type { Arrivals } from '../../../../local/aws/event-bridge/dispatcher.ts';
import { type EventBridge, eventBridge } from '../../../../local/aws/event-bridge/event-bridge.ts';
import { VirtualClock } from '../../../../local/clocks/virtual-clock.ts';

/** One call that reached a target: when (seconds after the start), where, with what. */
export interface Received {
  readonly second: number;
  readonly what: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
}

export interface BridgeOptions {
  /** What a call is refused with; undefined takes it. */
  readonly refusal?: (what: string, count: number) => Error | undefined;
  readonly arrivals?: Arrivals;
  readonly latencyMs?: () => number;
}

/** An EventBridge at 2026-11-20T10:14:30Z whose targets are recorded. */
export function aBridge({ refusal, ...options }: BridgeOptions = {}): {
  readonly bridge: EventBridge;
  readonly clock: VirtualClock;
  readonly received: readonly Received[];
  rule(properties: Record<string, unknown>, previous?: { ref: string; attributes: Record<string, unknown>; properties: object }): unknown;
} {
  const startAt = new Date('2026-11-20T10:14:30.250Z');
  const clock = new VirtualClock(startAt);
  const received: Received[] = [];
  const call = async (service: string, operation: string, input: object, caller: Caller) => {
    const what = `${service}.${operation}`;
    const second = (clock.now().getTime() - startAt.getTime()) / 1000;
    received.push({ second, what, input: input as Record<string, unknown>, caller });
    const error = refusal?.(what, received.length);
    if (error !== undefined) throw error;
    return {};
  };
  const bridge = eventBridge({ clock, random: () => 0, account: '111122223333', region: 'eu-west-1', calls: { call }, ...options });
  const rule = (properties: Record<string, unknown>, previous?: object) =>
    bridge.resources['AWS::Events::Rule']?.(properties, {
      logicalId: 'Rule',
      stackName: 'stack',
      ...(previous === undefined ? {} : { previous: previous as never }),
    });
  return { bridge, clock, received, rule };
}

/** The JSON payload of a Lambda Invoke. */
export function payloadOf(received: Received | undefined): unknown {
  return JSON.parse(new TextDecoder().decode(received?.input.Payload as Uint8Array));
}

export const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:signal-deployment';
export const machineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:restore';
export const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:dead-letters';
export const alarmPattern = { source: ['aws.cloudwatch'], detail: { state: { value: ['ALARM'] } } };

/** An alarm state change, as a service emits it. */
export function anAlarm(value = 'ALARM'): Parameters<EventBridge['bus']['emit']>[0] {
  const detail = { alarmName: 'orders-5xx', state: { value } };
  return { source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change', resources: ['arn:alarm'], detail };
}
