import { z } from 'zod';

const tags = z.array(z.object({ Key: z.string(), Value: z.string() })).default([]);

/** AWS::ECS::Cluster. */
export const ClusterProperties = z.object({ ClusterName: z.string().optional(), Tags: tags });

/** AWS::ECS::TaskDefinition: what the model reads; the rest is kept as given. */
export const TaskDefinitionProperties = z.looseObject({
  Family: z.string().optional(),
  ContainerDefinitions: z.array(z.looseObject({ Name: z.string(), Image: z.string() })),
  Tags: tags,
});

/** AWS::ECS::Service on the ROLLING strategy with controller ECS. */
export const ServiceProperties = z.object({
  ServiceName: z.string().optional(),
  Cluster: z.string().optional(),
  TaskDefinition: z.string(),
  /** At creation 1 when absent; an update without it leaves the size alone. */
  DesiredCount: z.coerce.number().int().min(0).optional(),
  HealthCheckGracePeriodSeconds: z.coerce.number().default(0),
  AvailabilityZoneRebalancing: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  DeploymentController: z.object({ Type: z.literal('ECS') }).optional(),
  DeploymentConfiguration: z.looseObject({}).default({}),
  LoadBalancers: z
    .array(z.object({ ContainerName: z.string(), ContainerPort: z.coerce.number(), TargetGroupArn: z.string() }))
    .max(1, 'a service with several target groups is not modelled')
    .default([]),
  NetworkConfiguration: z.looseObject({}).optional(),
  EnableExecuteCommand: z.boolean().optional(),
  EnableECSManagedTags: z.boolean().optional(),
  PropagateTags: z.enum(['SERVICE', 'TASK_DEFINITION', 'NONE']).optional(),
  PlatformVersion: z.string().optional(),
  Tags: tags,
});
