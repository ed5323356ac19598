import * as z from 'zod';
import { durationLimits, limits } from '../limits.ts';
import { defaults } from './defaults.ts';
import { count, duration, oneOf, text } from './fields.ts';
import { strategyNames } from './named-strategies.ts';

const arn = (service: string, resource: string) => new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:[0-9]{12}:${resource}$`);
const account = 'eu-west-1:111122223333';
const objectFix = 'give an object with the fields of the reference';

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
  .meta({ description: 'One lane: an ECS service and its target group. The two lanes take turns at serving users.' });

const lanes = z
  .strictObject({ blue: lane, green: lane }, { error: objectFix })
  .meta({ description: 'The two lanes.' })
  .superRefine(({ blue, green }, context) => {
    for (const field of ['ecsService', 'targetGroupArn'] as const) {
      if (blue[field] !== green[field]) continue;
      context.addIssue({ code: 'custom', path: ['green', field], message: 'give green another one than blue: the lanes take turns' });
    }
  });

const ruleArn = (description: string) =>
  text(arn('elasticloadbalancing', 'listener-rule/app/[A-Za-z0-9-]{1,32}/[0-9a-f]+/[0-9a-f]+/[0-9a-f]+'), {
    description,
    fix: 'give the ARN of a rule of an Application Load Balancer listener; the default rule cannot be used',
    example: `arn:aws:elasticloadbalancing:${account}:listener-rule/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
  });

const testRoute = z
  .strictObject(
    {
      ruleArn: ruleArn('The rule that sends requests with the header to the candidate.').optional(),
      header: z.strictObject(
        {
          name: text(/^[A-Za-z0-9-]{1,40}$/, { description: 'Header name.', fix: 'give an HTTP header name', example: 'x-sluice-test' }),
          value: text(/^[\x21-\x7e]{1,128}$/, {
            description: 'Header value; * and ? are wildcards.',
            fix: 'give a header value of up to 128 printable characters',
            example: 'candidate',
          }),
        },
        { error: objectFix },
      ),
    },
    { error: objectFix },
  )
  .meta({ description: 'How a tester reaches the candidate before users do.' });

const steps = z
  .array(
    z.strictObject(
      {
        candidatePercent: count(0, 100, 'Share of user requests that the candidate gets. 0 in the first step: only the test route.'),
        bake: duration(durationLimits.bake, 'How long this share is watched, at least.'),
        approval: z
          .boolean({ error: 'write true or false' })
          .default(false)
          .meta({ description: 'True: a person must approve before traffic moves to this step.' }),
      },
      { error: objectFix },
    ),
    { error: 'give a list of steps' },
  )
  .min(1, { error: 'give at least one step; the last has candidatePercent 100' })
  .max(limits.steps.value, { error: `give at most ${limits.steps.value} steps: ${limits.steps.because}` })
  .superRefine((declared, context) => {
    // The list's own problem says it all.
    if (declared.length === 0) return;
    declared.forEach(({ candidatePercent }, index) => {
      const before = declared[index - 1]?.candidatePercent ?? -1;
      if (candidatePercent > before) return;
      const message = `give more than the ${before} % of the step before: steps rise strictly`;
      context.addIssue({ code: 'custom', path: [index, 'candidatePercent'], message });
    });
    const last = declared.length - 1;
    if (declared[last]?.candidatePercent === 100) return;
    context.addIssue({
      code: 'custom',
      path: [last, 'candidatePercent'],
      message: 'make the last step 100: a deployment ends with all users',
    });
  });

const strategy = z
  .union([z.enum(strategyNames), z.strictObject({ steps })], { error: `write one of ${strategyNames.join(', ')}, or { steps: [...] }` })
  .meta({ description: 'How users move to the candidate: a named strategy or own steps, which rise strictly to 100.' });

const analysis = z
  .strictObject(
    {
      errorRateMax: z
        .number({ error: 'give a share from 0 to 1, such as 0.01 for 1 %' })
        .min(0, { error: 'give a share from 0 to 1, such as 0.01 for 1 %' })
        .max(1, { error: 'give a share from 0 to 1, such as 0.01 for 1 %' })
        .default(defaults.errorRateMax.value)
        .meta({ description: 'The SLO: the highest share of failed requests that is still fine.' }),
      minimumRequests: count(1, 1_000_000_000, 'Fewer candidate requests than this in a step and there is no verdict.').default(
        defaults.minimumRequests.value,
      ),
      look: duration(durationLimits.look, 'Time between two looks of the judge.').default(defaults.look.value),
      patience: duration(durationLimits.patience, 'Time added to a bake, at most, to reach a verdict.').default(defaults.patience.value),
      atDeadline: oneOf(
        ['rollback', 'hold'],
        `What happens without a verdict when patience is spent. hold: wait on, a day at most per step, then roll back.`,
      ).default(defaults.atDeadline.value),
      metricLag: duration(durationLimits.metricLag, 'The newest metrics are left out for this long: they still change.').default(
        defaults.metricLag.value,
      ),
    },
    { error: objectFix },
  )
  .meta({ description: 'What the judge is asked.' });

const alarm = text(/^(arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:[0-9]{12}:alarm:)?[^\s:][^:]{0,254}$/, {
  description: 'Name or ARN of a metric or composite alarm in the same account and Region.',
  fix: 'give the name or the ARN of a CloudWatch alarm',
  example: 'orders-5xx',
});

const guards = z
  .strictObject(
    {
      alarms: z
        .array(alarm, { error: 'give a list of alarm names or ARNs' })
        .max(limits.alarms.value, { error: `give at most ${limits.alarms.value} alarms: ${limits.alarms.because}` })
        .superRefine((names, context) => {
          names.forEach((name, index) => {
            if (names.indexOf(name) === index) return;
            context.addIssue({ code: 'custom', path: [index], message: 'remove it: this alarm is listed twice' });
          });
        })
        .default([])
        .meta({ description: 'Alarms that end a deployment at once. One that fires already refuses it.' }),
      taskFailuresAllowed: count(
        0,
        limits.taskFailuresAllowed.value,
        'Candidate tasks that may stop by themselves before the guard trips.',
      ).default(defaults.taskFailuresAllowed.value),
    },
    { error: objectFix },
  )
  .meta({ description: 'What ends a deployment at once, during all of it.' });

/** What a user may write. Durations stay as written; unknown keys are refused. Parse with `parseService`, which names every problem. */
export const serviceSchema = z
  .strictObject(
    {
      name: text(/^[a-z]([a-z0-9-]{0,29}[a-z0-9])?$/, {
        description: 'What users call the service. Part of execution names (80 characters) and of task definition families.',
        fix: 'use 1 to 31 lower-case letters, digits and hyphens; begin with a letter, end without a hyphen',
        example: 'orders',
      }),
      cluster: text(/^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:cluster\/)?[A-Za-z0-9_-]{1,255}$/, {
        description: 'ECS cluster of both lanes, name or ARN.',
        fix: 'give the name or the ARN of an ECS cluster',
        example: 'prod',
      }),
      lanes,
      listenerRuleArn: ruleArn('The rule that sends users to the lanes: one forward action with exactly the two target groups.'),
      testRoute: testRoute.optional(),
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
      strategy: strategy.default(defaults.strategy.value),
      candidateSize: oneOf(
        ['full', 'partial'],
        'full: as many tasks as stable from the start. partial: as many as the next step needs.',
      ).default(defaults.candidateSize.value),
      analysis: analysis.prefault({}),
      guards: guards.prefault({}),
      rollbackWindow: duration(durationLimits.rollbackWindow, 'How long the old lane stays at full size after a promotion.').default(
        defaults.rollbackWindow.value,
      ),
      launchTimeout: duration(durationLimits.launchTimeout, 'How long a candidate may take to become healthy.').default(
        defaults.launchTimeout.value,
      ),
      inspectEvery: duration(durationLimits.inspectEvery, 'Time between two looks at a starting candidate.').default(
        defaults.inspectEvery.value,
      ),
      drain: duration(
        durationLimits.drain,
        'Wait after traffic left a lane before its tasks stop; 10 s are added. Without it: the longer deregistration delay of the lanes.',
      ).optional(),
    },
    { error: 'give an object that declares a service' },
  )
  .superRefine(({ name, taskDefinition }, context) => {
    const family = taskDefinition.split('/').at(-1)?.split(':')[0];
    if (family !== `${name}-blue` && family !== `${name}-green`) return;
    const message = `give another family: Sluice registers the lane's own revisions as ${family}`;
    context.addIssue({ code: 'custom', path: ['taskDefinition'], message });
  })
  .meta({ title: 'Sluice service', description: 'One service released by Sluice.' });
