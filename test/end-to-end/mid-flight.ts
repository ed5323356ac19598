import type { ReleasedService } from './a-released-service.ts';

/** Brings the first release to a quarter of the users. */
export async function atAQuarter(service: ReleasedService): Promise<void> {
  service.push('1.1.0');
  await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
}

/** As CloudWatch would when the metric breaches, is well again, or is not there. */
export async function ring(
  { world }: ReleasedService,
  AlarmName = 'storefront-green-slow',
  StateValue: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA' = 'ALARM',
): Promise<void> {
  const alarm = { AlarmName, StateValue, StateReason: 'the test rings it' };
  await world.aws.call('CloudWatch', 'SetAlarmState', alarm, { roleArn: 'local' });
}

/** The ARN of a role by a part of its name. */
export function roleOf({ world }: ReleasedService, part: string): string {
  const found = world.iam.roleArns().find((arn) => arn.includes(part));
  if (found === undefined) throw new RangeError(`no role for ${part}`);
  return found;
}
