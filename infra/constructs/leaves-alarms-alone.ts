import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Grant } from './grant.ts';

const tampering = ['Put*Alarm', 'PutAlarm*', 'DeleteAlarm*', 'DisableAlarm*', 'EnableAlarm*', 'SetAlarm*'];

/**
 * Forbids what would blind a guard: to change, mute, disable or set any alarm. No function is allowed it; as a denial it holds also against a
 * policy that somebody attaches later.
 */
export function leavesAlarmsAlone(): Grant {
  const actions = tampering.map((action) => `cloudwatch:${action}`);
  return { statement: new PolicyStatement({ effect: Effect.DENY, actions, resources: ['*'] }), wildcards: {} };
}

/** The same for who scales: Application Auto Scaling tries some of these with its caller's permissions, see `validatedByScaling`. */
export function leavesAlarmsToScaling(): Grant {
  const { statement, wildcards } = leavesAlarmsAlone();
  statement.addCondition('Bool', { 'aws:ViaAWSService': 'false' });
  return { statement, wildcards };
}
