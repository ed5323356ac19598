import { z } from 'zod';

const tags = z.array(z.object({ Key: z.string(), Value: z.string() })).default([]);
const pairs = z.array(z.object({ Key: z.string(), Value: z.string() })).default([]);

const action = z.looseObject({
  Type: z.enum(['forward', 'fixed-response', 'redirect', 'authenticate-cognito', 'authenticate-oidc', 'jwt-validation']),
  Order: z.coerce.number().optional(),
  TargetGroupArn: z.string().optional(),
  ForwardConfig: z
    .object({
      TargetGroups: z.array(z.object({ TargetGroupArn: z.string(), Weight: z.coerce.number().optional() })).optional(),
      TargetGroupStickinessConfig: z.object({ Enabled: z.boolean().optional(), DurationSeconds: z.coerce.number().optional() }).optional(),
    })
    .optional(),
  FixedResponseConfig: z
    .object({ StatusCode: z.string(), ContentType: z.string().optional(), MessageBody: z.string().optional() })
    .optional(),
});

const values = z.object({ Values: z.array(z.string()).optional() }).optional();

/** AWS::ElasticLoadBalancingV2::LoadBalancer; only application load balancers. */
export const LoadBalancerProperties = z.object({
  Name: z.string().optional(),
  Type: z.literal('application').default('application'),
  Scheme: z.enum(['internet-facing', 'internal']).default('internet-facing'),
  SecurityGroups: z.array(z.string()).default([]),
  Subnets: z.array(z.string()).default([]),
  Tags: tags,
});

/** AWS::ElasticLoadBalancingV2::Listener. */
export const ListenerProperties = z.object({
  LoadBalancerArn: z.string(),
  Port: z.coerce.number().default(80),
  Protocol: z.enum(['HTTP', 'HTTPS']).default('HTTP'),
  DefaultActions: z.array(action),
});

/** AWS::ElasticLoadBalancingV2::ListenerRule. */
export const ListenerRuleProperties = z.object({
  ListenerArn: z.string(),
  Priority: z.coerce.number().int().min(1).max(50_000),
  Actions: z.array(action),
  Conditions: z.array(
    z.looseObject({
      Field: z.string(),
      Values: z.array(z.string()).optional(),
      PathPatternConfig: values,
      HostHeaderConfig: values,
      HttpHeaderConfig: z.object({ HttpHeaderName: z.string(), Values: z.array(z.string()) }).optional(),
    }),
  ),
  Tags: tags,
});

/** AWS::ElasticLoadBalancingV2::TargetGroup, with the API's defaults. */
export const TargetGroupProperties = z.object({
  Name: z.string().optional(),
  Port: z.coerce.number().default(80),
  Protocol: z.enum(['HTTP', 'HTTPS']).default('HTTP'),
  VpcId: z.string().optional(),
  TargetType: z.enum(['ip', 'instance']).default('instance'),
  HealthCheckPath: z.string().default('/'),
  HealthCheckIntervalSeconds: z.coerce.number().min(5).max(300).default(30),
  HealthCheckTimeoutSeconds: z.coerce.number().min(2).max(120).default(5),
  HealthyThresholdCount: z.coerce.number().min(2).max(10).default(5),
  UnhealthyThresholdCount: z.coerce.number().min(2).max(10).default(2),
  Matcher: z.object({ HttpCode: z.string().default('200') }).default({ HttpCode: '200' }),
  TargetGroupAttributes: pairs,
  Tags: tags,
});
