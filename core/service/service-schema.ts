import * as z from 'zod/mini';
import { durationLimits, limits } from '../limits.ts';
import { about, objectFix } from './about.ts';
import { analysisSchema } from './analysis-schema.ts';
import { defaults } from './defaults.ts';
import { duration, oneOf, text } from './fields.ts';
import { lanesSchema, ruleArn, testRouteSchema } from './lanes-schema.ts';
import { count } from './number-fields.ts';
import { serviceName } from './service-name.ts';
import { strategySchema } from './strategy-schema.ts';

const alarm = text(/^(arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:[0-9]{12}:alarm:)?[^\s:][^:]{0,254}$/, {
  description: 'Name or ARN of a metric or composite alarm in the same account and Region.',
  fix: 'give the name or the ARN of a CloudWatch alarm',
  example: 'orders-5xx',
});

const alarms = z.array(alarm, { error: 'give a list of alarm names or ARNs' }).check(
  z.maxLength(limits.alarms.value, { error: `give at most ${limits.alarms.value} alarms: ${limits.alarms.because}` }),
  z.superRefine((names, context) => {
    names.forEach((name, index) => {
      if (names.indexOf(name) === index) return;
      context.addIssue({ code: 'custom', path: [index], message: 'remove it: this alarm is listed twice' });
    });
  }),
  about('Alarms that end a deployment at once. One that fires already refuses it.'),
);

const guards = z
  .strictObject(
    {
      alarms: z._default(alarms, []),
      taskFailuresAllowed: z._default(
        count(0, limits.taskFailuresAllowed.value, 'Candidate tasks that may stop by themselves before the guard trips.'),
        defaults.taskFailuresAllowed.value,
      ),
    },
    { error: objectFix },
  )
  .check(about('What ends a deployment at once, during all of it.'));

const fields = {
  name: text(serviceName.pattern, {
    description: 'What users call the service. Part of execution names (80 characters) and of task definition families.',
    fix: serviceName.fix,
    example: 'orders',
  }),
  cluster: text(/^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:cluster\/)?[A-Za-z0-9_-]{1,255}$/, {
    description: 'ECS cluster of both lanes, name or ARN.',
    fix: 'give the name or the ARN of an ECS cluster',
    example: 'prod',
  }),
  lanes: lanesSchema,
  listenerRuleArn: ruleArn('The rule that sends users to the lanes: one forward action with exactly the two target groups.'),
  testRoute: z.optional(testRouteSchema),
  container: text(/^[A-Za-z0-9_-]{1,255}$/, {
    description: 'The container whose image is released.',
    fix: 'give the name of a container of the task definition',
    example: 'app',
  }),
  repository: text(/^(?=.{2,256}$)[a-z0-9]+(?:[._/-]{1,2}[a-z0-9]+)*$/, {
    description: 'ECR repository of that image.',
    fix: 'give the name of an ECR repository, without registry, tag or digest',
    example: 'shop/orders',
  }),
  taskDefinition: text(
    /^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:task-definition\/[A-Za-z0-9_-]{1,255}:[1-9][0-9]{0,8}|[A-Za-z0-9_-]{1,255})$/,
    {
      description: 'What every revision is made from; only the image changes. An ARN with revision, or a family (its latest revision).',
      fix: 'give a task definition ARN with its revision, or a family name',
      example: 'orders',
    },
  ),
  strategy: z._default(strategySchema, defaults.strategy.value),
  candidateSize: z._default(
    oneOf(['full', 'partial'], 'full: as many tasks as stable from the start. partial: as many as the next step needs.'),
    defaults.candidateSize.value,
  ),
  analysis: z.prefault(analysisSchema, {}),
  guards: z.prefault(guards, {}),
  rollbackWindow: z._default(
    duration(durationLimits.rollbackWindow, 'How long the old lane stays at full size after a promotion.'),
    defaults.rollbackWindow.value,
  ),
  launchTimeout: z._default(
    duration(durationLimits.launchTimeout, 'How long a candidate may take to become healthy.'),
    defaults.launchTimeout.value,
  ),
  inspectEvery: z._default(
    duration(durationLimits.inspectEvery, 'Time between two looks at a starting candidate.'),
    defaults.inspectEvery.value,
  ),
  drain: z.optional(
    duration(
      durationLimits.drain,
      'Wait after traffic left a lane before its tasks stop; a minute is added. Without it: the longer deregistration delay of the lanes.',
    ),
  ),
};

/** What a user may write. Durations stay as written; unknown keys are refused. Parse with `parseService`, which names every problem. */
export const serviceSchema = z.strictObject(fields, { error: 'give an object that declares a service' }).check(
  z.superRefine(({ name, taskDefinition, listenerRuleArn, testRoute }, context) => {
    if (testRoute?.ruleArn === listenerRuleArn) {
      const message = 'give another rule than listenerRuleArn: testers come before users';
      context.addIssue({ code: 'custom', path: ['testRoute', 'ruleArn'], message });
    }
    const family = taskDefinition.split('/').at(-1)?.split(':')[0];
    if (family !== `${name}-blue` && family !== `${name}-green`) return;
    const message = `give another family: Sluice registers the lane's own revisions as ${family}`;
    context.addIssue({ code: 'custom', path: ['taskDefinition'], message });
  }),
  z.meta({ title: 'Sluice service', description: 'One service released by Sluice.' }),
);
