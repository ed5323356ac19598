import * as z from 'zod/mini';
import { about, objectFix } from './about.ts';
import { text } from './fields.ts';

const account = 'eu-west-1:111122223333';

/** Pattern of an ARN of one AWS service, in any account and Region. */
const arn = (service: string, resource: string) => new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:[0-9]{12}:${resource}$`);

const lane = z
  .strictObject(
    {
      ecsService: text(/^[A-Za-z0-9_-]{1,255}$/, {
        description: 'Name of the ECS service of this lane. Rolling update, circuit breaker on, its own rollback off.',
        fix: 'give the name of an ECS service, not its ARN',
        example: 'orders-blue',
      }),
      targetGroupArn: text(arn('elasticloadbalancing', 'targetgroup/[A-Za-z0-9-]{1,32}/[0-9a-f]+'), {
        description: 'The target group that the ECS service registers its tasks in.',
        fix: 'give the ARN of a target group',
        example: `arn:aws:elasticloadbalancing:${account}:targetgroup/orders-blue/73e2d6bc24d8a067`,
      }),
    },
    { error: objectFix },
  )
  .check(about('One lane: an ECS service and its target group. The two lanes take turns at serving users.'));

/** The two lanes of a service, which share nothing. */
export const lanesSchema = z.strictObject({ blue: lane, green: lane }, { error: objectFix }).check(
  z.superRefine(({ blue, green }, context) => {
    for (const field of ['ecsService', 'targetGroupArn'] as const) {
      if (blue[field] !== green[field]) continue;
      context.addIssue({ code: 'custom', path: ['green', field], message: 'give green another one than blue: the lanes take turns' });
    }
  }),
  about('The two lanes.'),
);

/** The ARN of a listener rule that may be changed. */
export function ruleArn(description: string) {
  return text(arn('elasticloadbalancing', 'listener-rule/app/[A-Za-z0-9-]{1,32}/[0-9a-f]+/[0-9a-f]+/[0-9a-f]+'), {
    description,
    fix: 'give the ARN of a rule of an Application Load Balancer listener; the default rule cannot be used',
    example: `arn:aws:elasticloadbalancing:${account}:listener-rule/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
  });
}

const header = z.strictObject(
  {
    name: text(/^[A-Za-z0-9-]{1,40}$/, { description: 'Header name.', fix: 'give an HTTP header name', example: 'x-sluice-test' }),
    value: text(/^[\x21-\x7e]{1,128}$/, {
      description: 'Header value; * and ? are wildcards.',
      fix: 'give a header value of up to 128 printable characters',
      example: 'candidate',
    }),
  },
  { error: objectFix },
);

/** How a tester reaches the candidate. */
export const testRouteSchema = z
  .strictObject(
    { ruleArn: z.optional(ruleArn('The rule that sends requests with the header to the candidate.')), header },
    { error: objectFix },
  )
  .check(about('How a tester reaches the candidate before users do.'));
