import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eventSource } from '../../core/events/published-events.ts';
import { sources } from '../../core/events/whence.ts';
import { functionNames } from '../../infra/constructs/names.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { assemblyWithStubs, at, type Synthesized } from './assembly.ts';

const { controlPlane, storefront, remove } = assemblyWithStubs({ storefront: { scaling: { min: 1, max: 4, cpuPercent: 60 } } });
afterAll(remove);

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Effect: string;
  readonly Condition?: object;
}

/** Statements of the policies of a template that are attached to a role whose reference contains a text. */
function statementsOf(template: Synthesized, role: string): readonly Statement[] {
  return template
    .of('AWS::IAM::Policy')
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(role))
    .flatMap(({ Properties }) => at(Properties, 'PolicyDocument.Statement') as Statement[]);
}

const actionsOf = (statements: readonly Statement[]) =>
  statements.flatMap(({ Effect, Action }) => (Effect === 'Allow' ? Action : [])).sort();
const roleOf = (name: string) => controlPlane.idOf('AWS::IAM::Role', name.replaceAll('-', ''));
/** The AWS actions behind the `aws-sdk:` integrations of a definition. */
function callsOf(text: string): readonly string[] {
  const prefixes: Readonly<Record<string, string>> = {
    elasticloadbalancingv2: 'elasticloadbalancing',
    applicationautoscaling: 'application-autoscaling',
    sfn: 'states',
  };
  const calls = [...text.matchAll(/aws-sdk:(\w+):(\w)(\w+)/g)].map(
    ([, service = '', first = '', rest = '']) => `${prefixes[service] ?? service}:${first.toUpperCase()}${rest}`,
  );
  return [...new Set(calls)].sort();
}

/** Whether only a service of AWS can use a statement, for a call that the role makes. */
const isViaService = (condition: object | undefined) => at(condition, 'Bool.aws:ViaAWSService') === 'true';

const changes = /^(ecs|elasticloadbalancing|application-autoscaling):(?!Describe|List|Get)/;

describe('a function', () => {
  it.each(functionNames)('may only read ECS, ELB and scaling: %s', (name) => {
    const actions = actionsOf(statementsOf(controlPlane, roleOf(name)));
    expect(actions).toContain('dynamodb:GetItem');
    expect(actions.filter((action) => changes.test(action) || action.includes('*') || action.startsWith('iam:'))).toEqual([]);
  });

  it.each([
    ['next-step', 'cloudwatch:DescribeAlarms'],
    ['reconcile', 'application-autoscaling:DescribeScalableTargets'],
    ['sweep', 'application-autoscaling:DescribeScalableTargets'],
  ] as const)('may read what it decides on: %s, %s', (name, action) => {
    expect(actionsOf(statementsOf(controlPlane, roleOf(name)))).toContain(action);
  });

  it('reads metrics with the one role that judges, and of all parameters only secrets of metrics', () => {
    const reading = /^(aps|cloudwatch:GetMetricData$|ssm)/;
    const grants = statementsOf(controlPlane, roleOf('next-step')).filter(({ Action }) => reading.test(String(Action)));
    expect(grants.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ['aps:QueryMetrics', here('aps', 'workspace/*')],
      ['ssm:GetParameter', here('ssm', 'parameter/sluice/secrets/*')],
    ]);
    const all = functionNames.filter((name) => JSON.stringify(statementsOf(controlPlane, roleOf(name))).includes('/secrets/'));
    expect(all).toEqual(['next-step']);
  });

  it('has a role that no other function has', () => {
    const roles = controlPlane.of('AWS::Lambda::Function').map(({ Properties }) => JSON.stringify(Properties.Role));
    expect(new Set(roles).size).toBe(functionNames.length);
  });

  it('has no policy of AWS or of anybody else', () => {
    const roles = [...controlPlane.of('AWS::IAM::Role'), ...storefront.of('AWS::IAM::Role')];
    expect(roles.filter(({ Properties }) => 'ManagedPolicyArns' in Properties)).toEqual([]);
  });

  it('starts no machine but its own', () => {
    const starts = functionNames.flatMap((name) =>
      statementsOf(controlPlane, roleOf(name))
        .filter(({ Action }) => Action === 'states:StartExecution')
        .map(({ Resource }) => [name, /sluice-\w+/.exec(JSON.stringify(Resource))?.[0]]),
    );
    expect(starts).toEqual([
      ['start-deployment', 'sluice-deployment'],
      ['signal-deployment', 'sluice-restore'],
      ['reconcile', 'sluice-restore'],
      ['sweep', 'sluice-restore'],
    ]);
  });

  // DescribeAlarms and DescribeAlarmHistory tell of composite alarms only under `*`: under `alarm:*` a composite guard would be missing.
  it.each([
    ['admit-deployment', ['cloudwatch:DescribeAlarms']],
    ['next-step', ['cloudwatch:DescribeAlarmHistory', 'cloudwatch:DescribeAlarms']],
    ['signal-deployment', ['cloudwatch:DescribeAlarmHistory', 'cloudwatch:DescribeAlarms']],
  ])('reads composite alarms too: %s', (name, expected) => {
    const onAll = statementsOf(controlPlane, roleOf(name)).filter(({ Resource }) => Resource === '*');
    expect(actionsOf(onAll).filter((action) => action.startsWith('cloudwatch:DescribeAlarm'))).toEqual(expected);
  });

  it('asks for one execution when its end woke it, and lists and watches them only as the sweep', () => {
    const states = (name: string) => actionsOf(statementsOf(controlPlane, roleOf(name))).filter((action) => action.startsWith('states:'));
    const common = ['states:DescribeExecution', 'states:DescribeExecution'];
    expect(states('reconcile')).toEqual([...common, 'states:StartExecution']);
    expect(states('sweep')).toEqual([
      ...common,
      ...['states:GetExecutionHistory', 'states:ListExecutions', 'states:ListExecutions'],
      ...['states:SendTaskFailure', 'states:SendTaskSuccess', 'states:StartExecution'],
    ]);
  });

  it('announces facts, and asks for nothing: but that a guardian sends again what a person asked for', () => {
    // What Sluice hears of itself and acts on.
    const requests = Object.keys(sources).filter((type) => sources[type] === eventSource);
    const conditions = functionNames.flatMap((name) =>
      statementsOf(controlPlane, roleOf(name))
        .filter(({ Action }) => Action === 'events:PutEvents')
        .map(({ Condition }) => [name, Condition] as const),
    );
    const own = { StringEquals: { 'events:source': eventSource } };
    const factsOnly = { ...own, StringNotEquals: { 'events:detail-type': requests.length === 1 ? requests[0] : requests } };
    expect(Object.fromEntries(conditions)).toEqual({
      'start-deployment': factsOnly,
      'signal-deployment': factsOnly,
      'admit-deployment': factsOnly,
      'next-step': factsOnly,
      'record-outcome': factsOnly,
      reconcile: own,
      sweep: own,
    });
  });
});

describe('a state machine', () => {
  it.each(['Deployment', 'Restore'])(
    'may do what its text calls and no more, with the service’s part in the service’s stack: %s',
    (name) => {
      const text = readFileSync(join(import.meta.dirname, '../../statemachines/deployment.asl.json'), 'utf8');
      const called = callsOf(name === 'Restore' ? restoreDefinition(text) : text);
      const role = `${name}Role`;
      const given = [...statementsOf(controlPlane, controlPlane.idOf('AWS::IAM::Role', role)), ...statementsOf(storefront, role)];
      // Those that the service itself needs: its logs, its traces, its functions, pages, tags, passed roles, and who logs users in.
      const around = /^(logs|xray|lambda|sns|kms|iam|cognito-idp):|^ecs:TagResource$/;
      const own = given.filter(({ Condition }) => !isViaService(Condition));
      expect(called).toEqual([...new Set(actionsOf(own))].filter((action) => !around.test(action)));
    },
  );

  it.each(['Deployment', 'Restore'])('lets Application Auto Scaling try what it asks of its caller, and nobody else: %s', (name) => {
    const statements = statementsOf(controlPlane, controlPlane.idOf('AWS::IAM::Role', `${name}Role`));
    const alarms = ['cloudwatch:DescribeAlarms', 'cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'];
    expect(statements.filter(({ Condition }) => isViaService(Condition))).toEqual([
      {
        Action: ['ecs:DescribeServices', 'ecs:UpdateService', ...alarms],
        Effect: 'Allow',
        Resource: '*',
        Condition: { Bool: { 'aws:ViaAWSService': 'true' } },
      },
    ]);
  });

  it('invokes every version of the functions that its text names, because an execution keeps the one it began with', () => {
    const invoked = (role: string) =>
      statementsOf(controlPlane, controlPlane.idOf('AWS::IAM::Role', role))
        .filter(({ Action }) => Action === 'lambda:InvokeFunction')
        .map(({ Resource }) => Resource)
        .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
    const versionsOf = (...names: readonly string[]) => names.map((name) => here('lambda', `function:sluice-${name}:*`));
    expect(invoked('DeploymentRole')).toEqual(
      versionsOf('admit-deployment', 'claim-retirement', 'inspect-candidate', 'next-step', 'record-outcome', 'watch-for-signals'),
    );
    expect(invoked('RestoreRole')).toEqual(versionsOf('record-outcome'));
  });

  it.each(['Deployment', 'Restore'])('may change marked lanes and rules of this account and Region only: %s', (name) => {
    const statements = statementsOf(controlPlane, controlPlane.idOf('AWS::IAM::Role', `${name}Role`));
    for (const [action, service, tails] of [
      ['elasticloadbalancing:ModifyRule', 'elasticloadbalancing', ['listener-rule/app/*']],
      ['ecs:UpdateService', 'ecs', ['service/*/*-blue', 'service/*/*-green']],
    ] as const) {
      const [statement, ...others] = statements.filter(
        ({ Action, Condition }) => [Action].flat().includes(action) && !isViaService(Condition),
      );
      expect(others).toEqual([]);
      expect(statement?.Condition).toEqual({ Null: { 'aws:ResourceTag/sluice:service': 'false' } });
      expect([statement?.Resource].flat()).toEqual(tails.map((tail) => here(service, tail)));
    }
  });

  // ELB reads the client of a rule that logs users in, with the permissions of whoever writes the rule.
  it.each(['Deployment', 'Restore'])('reads clients of user pools of this account and Region, and nothing else of them: %s', (name) => {
    const statements = statementsOf(controlPlane, controlPlane.idOf('AWS::IAM::Role', `${name}Role`));
    expect(statements.filter(({ Action }) => JSON.stringify(Action).includes('cognito'))).toEqual([
      { Action: 'cognito-idp:DescribeUserPoolClient', Effect: 'Allow', Resource: here('cognito-idp', 'userpool/*') },
    ]);
  });

  it('finds the mark on exactly the two lanes and the two rules of a service', () => {
    const marked = Object.values(storefront.resources).filter(({ Properties = {} }) =>
      JSON.stringify(Properties).includes('sluice:service'),
    );
    expect(marked).toEqual([...storefront.of('AWS::ECS::Service'), ...storefront.of('AWS::ElasticLoadBalancingV2::ListenerRule')]);
    for (const { Properties } of marked) expect(Properties.Tags).toEqual([{ Key: 'sluice:service', Value: 'storefront' }]);
  });

  it('registers revisions of lanes, and tags nothing but these as it registers them', () => {
    const statements = statementsOf(controlPlane, controlPlane.idOf('AWS::IAM::Role', 'DeploymentRole'));
    const Resource = ['*-blue', '*-green'].map((family) => here('ecs', `task-definition/${family}:*`));
    expect(statements.filter(({ Action }) => /^ecs:(Reg|Tag)/.test(String(Action)))).toEqual([
      { Action: 'ecs:RegisterTaskDefinition', Effect: 'Allow', Resource },
      {
        Action: 'ecs:TagResource',
        Effect: 'Allow',
        Resource,
        Condition: { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
      },
    ]);
  });

  it('passes roles under the path of task roles to tasks, and to nothing else', () => {
    const role = (name: string) => statementsOf(controlPlane, controlPlane.idOf('AWS::IAM::Role', name));
    const passes = (statements: readonly Statement[]) => statements.filter(({ Action }) => JSON.stringify(Action).includes('iam:'));
    const account = ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }];
    expect(passes(role('RestoreRole'))).toEqual([]);
    expect(passes(role('DeploymentRole'))).toEqual([
      {
        Action: 'iam:PassRole',
        Effect: 'Allow',
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
        Resource: { 'Fn::Join': ['', [...account, ':role/sluice/', { Ref: 'AWS::Region' }, '/*']] },
      },
    ]);
  });

  it('finds the roles that a service’s stack makes under that path, so that services add no statement', () => {
    const path = { 'Fn::Join': ['', ['/sluice/', { Ref: 'AWS::Region' }, '/']] };
    const tasks = storefront
      .of('AWS::ECS::TaskDefinition')
      .flatMap(({ Properties }) => [Properties.TaskRoleArn, Properties.ExecutionRoleArn]);
    expect(tasks.map((arn) => storefront.resources[String(at(arn, 'Fn::GetAtt.0'))]?.Properties.Path)).toEqual([path, path]);
    expect(statementsOf(storefront, 'DeploymentRole')).toEqual([]);
  });

  it('on the way back may not register a revision, and needs nothing of the service’s stack', () => {
    const restore = statementsOf(controlPlane, controlPlane.idOf('AWS::IAM::Role', 'RestoreRole'));
    expect([...new Set(actionsOf(restore))].filter((action) => changes.test(action))).toEqual([
      'application-autoscaling:RegisterScalableTarget',
      'ecs:UpdateService',
      'elasticloadbalancing:ModifyRule',
    ]);
    expect(statementsOf(storefront, 'RestoreRole')).toEqual([]);
  });

  // Measured: 3,400 of its own, and 383 for a service with both roles elsewhere.
  it('has room for many services with roles elsewhere: IAM counts 10,240 characters of all inline policies of a role', () => {
    const own = charactersOf(controlPlane, 'DeploymentRole');
    expect(own).toBeGreaterThan(2_500);
    expect(own + 15 * 383).toBeLessThanOrEqual(10_240);
  });
});

const here = (service: string, tail: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${tail}`]],
});

/** Characters of the inline policies of a role, without white space, when every name in them is as long as it may be. */
function charactersOf(template: Synthesized, role: string): number {
  const longest: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws-us-gov',
    'AWS::Region': 'ap-southeast-1',
    'AWS::AccountId': '111122223333',
  };
  // The longest of all: a role, whose name may have 64 characters. Functions of Sluice have fixed, shorter ones.
  const arn = `arn:aws-us-gov:iam::111122223333:role/${'r'.repeat(64)}`;
  const written = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(written);
    if (typeof value !== 'object' || value === null) return value;
    const joined = at(value, 'Fn::Join.1');
    if (Array.isArray(joined)) return joined.map(written).join('');
    if ('Ref' in value) return longest[String(value.Ref)] ?? arn;
    if ('Fn::GetAtt' in value) return arn;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, written(member)]));
  };
  return template
    .of('AWS::IAM::Policy')
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(role))
    .reduce((sum, { Properties }) => sum + JSON.stringify(written(Properties.PolicyDocument)).replace(/\s/g, '').length, 0);
}
