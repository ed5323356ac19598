import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { type AlarmReader, alarmReader } from '../alarm-reader.ts';
import { client } from '../clients.ts';
import { type EcsReader, ecsReader } from '../ecs-reader.ts';
import { isDeclaredIn } from '../service-catalogue.ts';

/**
 * Who is asked whether an event is true, by one short try each: what ends a deployment does not wait for them. Whether a service exists is only
 * asked when nobody has it and nothing of it was released: no user waits for that, and without an answer what is asked for is kept for ever.
 */
export const witnesses = (): {
  readonly alarms: AlarmReader;
  readonly ecs: EcsReader;
  readonly isDeclared: (service: string) => Promise<boolean>;
} => ({
  alarms: alarmReader(client(CloudWatchClient, 'hurried')),
  ecs: ecsReader(client(ECSClient, 'hurried')),
  isDeclared: isDeclaredIn(client(SSMClient, 'patient')),
});
