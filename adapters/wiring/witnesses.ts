import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { type AlarmReader, alarmReader } from '../alarm-reader.ts';
import { client } from '../clients.ts';
import { type EcsReader, ecsReader } from '../ecs-reader.ts';

/** Who is asked whether an event is true. One short try each: what ends a deployment does not wait for them. */
export const witnesses = (): { readonly alarms: AlarmReader; readonly ecs: EcsReader } => ({
  alarms: alarmReader(client(CloudWatchClient, 'hurried')),
  ecs: ecsReader(client(ECSClient, 'hurried')),
});
