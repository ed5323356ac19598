import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type AlarmReader, alarmReader } from '../alarm-reader.ts';
import { client, type Pace } from '../clients.ts';
import { type EcsReader, ecsReader } from '../ecs-reader.ts';
import { type ElbReader, elbReader } from '../elb-reader.ts';
import { type ImageReader, imageReader } from '../image-reader.ts';
import { type ScalingReader, scalingReader } from '../scaling-reader.ts';

// Functions, not constants: a bundle then holds only the clients of the readers that its handler calls.

/** The users' ECS services. */
export const ecs = (pace?: Pace): EcsReader => ecsReader(client(ECSClient, pace));

/** The users' listener rules and target groups. */
export const elb = (pace?: Pace): ElbReader => elbReader(client(ElasticLoadBalancingV2Client, pace));

/** The users' alarms. */
export const alarms = (pace?: Pace): AlarmReader => alarmReader(client(CloudWatchClient, pace));

/** The users' image repositories. */
export const images = (pace?: Pace): ImageReader => imageReader(client(ECRClient, pace));

/** The scaling of the users' ECS services. */
export const scaling = (pace?: Pace): ScalingReader => scalingReader(client(ApplicationAutoScalingClient, pace));
