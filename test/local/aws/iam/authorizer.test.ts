import { describe, expect, it } from 'vitest';
import { allow, anIam, place, roleArn } from './a-template.ts';

const ruleArn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/lb/1/2/3';
const user = 'User: arn:aws:sts::111122223333:assumed-role/orders/orders is not authorized to perform:';
const start = (name: string) => ({ stateMachineArn: `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`, input: '{}' });

describe('a call of a role', () => {
  it('is refused in AWS’s words when no statement allows it', async () => {
    const { ask } = await anIam();
    expect(ask('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: ruleArn })).toBe(
      `AccessDenied: ${user} elasticloadbalancing:ModifyRule on resource: ${ruleArn} because no identity-based policy allows the elasticloadbalancing:ModifyRule action`,
    );
  });

  it('is let through by an Allow on its action and resource, names of actions in any case', async () => {
    const { ask } = await anIam(allow('STATES:start*', 'arn:aws:states:*:111122223333:stateMachine:or?ers'));
    expect(ask('SFN', 'StartExecution', start('orders'))).toBe('allowed');
    expect(ask('SFN', 'StartExecution', start('others'))).toContain('AccessDeniedException');
    expect(ask('SFN', 'StopExecution', { executionArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:orders' })).toContain(
      'states:StopExecution',
    );
  });

  it('is refused by a Deny whatever allows it', async () => {
    const { ask } = await anIam(allow('*'), { Effect: 'Deny', Action: 'states:*', Resource: '*' });
    expect(ask('SFN', 'StartExecution', start('orders'))).toContain('with an explicit deny in an identity-based policy');
    expect(ask('EventBridge', 'PutEvents', { Entries: [{ Source: 'orders' }] })).toBe('allowed');
  });

  it('is judged by NotAction and NotResource as by what they leave out', async () => {
    const but = await anIam({ Effect: 'Allow', NotAction: 'states:Stop*', NotResource: 'arn:aws:states:*:*:stateMachine:secret' });
    expect(but.ask('SFN', 'StartExecution', start('orders'))).toBe('allowed');
    expect(but.ask('SFN', 'StartExecution', start('secret'))).toContain('AccessDenied');
    expect(but.ask('SFN', 'StopExecution', { executionArn: 'arn:aws:states:eu-west-1:1:execution:a:b' })).toContain('AccessDenied');
  });

  it('needs every action that AWS asks for: a revision its tags and the roles it passes', async () => {
    const family = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders-blue:*';
    const input = { family: 'orders-blue', taskRoleArn: 'arn:aws:iam::111122223333:role/sluice/task', tags: [{ key: 'team', value: 'a' }] };
    const tag = allow('ecs:TagResource', family, {
      StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition', 'aws:RequestTag/team': 'a' },
    });
    const pass = allow('iam:PassRole', 'arn:aws:iam::*:role/sluice/*', {
      StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    });
    const register = allow('ecs:RegisterTaskDefinition', family);
    const all = [register, tag, pass];
    const answers = await Promise.all(
      [all, [register, tag], [register, pass], [tag, pass]].map(async (statements) =>
        (await anIam(...statements)).ask('ECS', 'RegisterTaskDefinition', input),
      ),
    );
    expect(answers.map((answer) => /perform: (\S+)/.exec(answer)?.[1] ?? answer)).toEqual([
      'allowed',
      'iam:PassRole',
      'ecs:TagResource',
      'ecs:RegisterTaskDefinition',
    ]);
    const { ask } = await anIam(...all);
    expect(ask('ECS', 'RegisterTaskDefinition', { ...input, executionRoleArn: 'arn:aws:iam::111122223333:role/admin' })).toContain(
      'role/admin',
    );
  });

  // AWS answers as if there were no composite alarm; a refusal cannot be overlooked.
  it('asks for composite alarms only with a permission on every resource', async () => {
    const named = { AlarmNames: ['orders'] };
    const both = { ...named, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] };
    const narrow = await anIam(allow('cloudwatch:DescribeAlarms', 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*'));
    expect(narrow.ask('CloudWatch', 'DescribeAlarms', named)).toBe('allowed');
    expect(narrow.ask('CloudWatch', 'DescribeAlarms', both)).toContain('AccessDenied');
    const wide = await anIam(allow('cloudwatch:DescribeAlarms'));
    expect(wide.ask('CloudWatch', 'DescribeAlarms', both)).toBe('allowed');
  });

  it('lets Application Auto Scaling try what it asks of its caller with permissions that nobody else can use', async () => {
    const target = { ServiceNamespace: 'ecs', ResourceId: 'service/prod/orders-blue', ScalableDimension: 'ecs:service:DesiredCount' };
    const register = allow('application-autoscaling:RegisterScalableTarget');
    const alarms = ['cloudwatch:DescribeAlarms', 'cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'];
    const tried = { Effect: 'Allow', Resource: '*', Action: ['ecs:DescribeServices', 'ecs:UpdateService', ...alarms] };
    const viaService = (isVia: boolean) => ({ Condition: { Bool: { 'aws:ViaAWSService': String(isVia) } } });
    const denied = { Effect: 'Deny', Action: 'cloudwatch:Put*', Resource: '*' };
    const missing = (action: string) => `ValidationException: User is missing the following permissions: [${action}]`;
    const ask = async (...statements: readonly Readonly<Record<string, unknown>>[]) =>
      (await anIam(register, ...statements)).ask('ApplicationAutoScaling', 'RegisterScalableTarget', target);
    expect(await ask({ ...tried, ...viaService(true) }, { ...denied, ...viaService(false) })).toBe('allowed');
    expect(await ask({ ...tried, ...viaService(true) }, denied)).toBe(missing('cloudwatch:PutMetricAlarm'));
    expect(await ask({ ...tried, ...viaService(false) })).toBe(missing('ecs:DescribeServices'));
    const only = await anIam({ ...tried, ...viaService(true) });
    expect(only.ask('ApplicationAutoScaling', 'RegisterScalableTarget', target)).toContain('AccessDeniedException');
    expect(only.ask('ECS', 'UpdateService', { cluster: 'prod', service: 'orders-blue' })).toContain('AccessDenied');
  });

  it('lets ELB read the user pool of a rule that logs users in, with the permissions of whoever writes the rule', async () => {
    const pool = 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_orders';
    const login = { Type: 'authenticate-cognito', AuthenticateCognitoConfig: { UserPoolArn: pool } };
    const modify = allow('elasticloadbalancing:ModifyRule');
    const ask = async (Actions: readonly object[], ...statements: readonly ReturnType<typeof allow>[]) =>
      (await anIam(modify, ...statements)).ask('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: ruleArn, Actions });
    const refused = "InvalidLoadBalancerActionException: User is not authorized to perform 'describeUserPoolClient'";
    expect(await ask([login, { Type: 'forward' }])).toBe(refused);
    expect(await ask([login, { Type: 'forward' }], allow('cognito-idp:DescribeUserPoolClient', `${pool}-2`))).toBe(refused);
    expect(await ask([login, { Type: 'forward' }], allow('cognito-idp:DescribeUserPoolClient', pool))).toBe('allowed');
    expect(await ask([{ Type: 'authenticate-oidc' }, { Type: 'forward' }])).toBe('allowed');
  });

  it('meets the tags that the template gave to a resource', async () => {
    const marked = { Null: { 'aws:ResourceTag/sluice:service': 'false' } };
    const { model, ask } = await anIam(allow('elasticloadbalancing:ModifyRule', '*', marked));
    const other = `${ruleArn}-2`;
    const made = (ref: string) => ({ ref, attributes: {} });
    const heard = model.listenTo({ id: 'T', operations: {}, resources: { Rule: ({ Ref }) => made(String(Ref)) } });
    const id = { logicalId: 'R', stackName: 's' };
    await heard.resources.Rule?.({ Ref: ruleArn, Tags: [{ Key: 'sluice:service', Value: 'orders' }] }, id);
    await heard.resources.Rule?.({ Ref: other }, id);
    expect(ask('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: ruleArn })).toBe('allowed');
    expect(ask('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: other })).toContain('AccessDenied');
    await heard.resources.Rule?.({ Ref: ruleArn }, id);
    expect(ask('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: ruleArn })).toContain('AccessDenied');
  });

  it('meets the conditions of its own request, whatever was decided for the one before', async () => {
    const { ask } = await anIam(allow('events:PutEvents', '*', { StringEquals: { 'events:source': 'sluice' } }));
    const put = (...sources: readonly string[]) => ask('EventBridge', 'PutEvents', { Entries: sources.map((Source) => ({ Source })) });
    expect(put('sluice')).toBe('allowed');
    expect(put('sluice', 'sluice.request')).toContain('AccessDenied');
    expect(put('sluice')).toBe('allowed');
  });

  it('is not asked about when the world itself makes it', async () => {
    const { as } = await anIam();
    expect(as({ roleArn: 'local' }, 'SFN', 'StartExecution', start('orders'))).toBe('allowed');
  });

  it.each([
    ['an operation nobody wrote a row for', [], 'SFN', 'TestState', 'what IAM requires for SFN.TestState'],
    [
      'a condition key of another action',
      [allow('states:*', '*', { StringEquals: { 'ecs:cluster': 'a' } })],
      'SFN',
      'StartExecution',
      'ecs:cluster',
    ],
    ['a member of a statement', [{ ...allow('*'), NotPrincipal: '*' }], 'SFN', 'StartExecution', 'NotPrincipal of a policy statement'],
    [
      'a policy variable',
      [allow('*', ['arn:aws:states:*:*:*:$', '{aws:username}'].join(''))],
      'SFN',
      'StartExecution',
      'the policy variable',
    ],
  ] as const)('fails by name for what is not modelled: %s', async (_what, statements, service, operation, named) => {
    const { ask } = await anIam(...statements);
    const answer = ask(service, operation, start('orders'));
    expect(answer).toContain('UnmodelledCallError');
    expect(answer).toContain(named);
  });

  it('fails by name for a role that no template makes, and for a managed policy that is not written down', async () => {
    const { as, make } = await anIam();
    expect(as({ roleArn: `${roleArn}-2` }, 'SFN', 'StartExecution', start('a'))).toContain('a role that no template makes');
    const ManagedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    await make('AWS::IAM::Role', { RoleName: 'admin', AssumeRolePolicyDocument: {}, ManagedPolicyArns });
    expect(as({ roleArn: 'arn:aws:iam::111122223333:role/admin' }, 'SFN', 'StartExecution', start('a'))).toContain('AdministratorAccess');
  });
});

describe('a permission', () => {
  it('can be revoked in mid-flight, and given back', async () => {
    const { model, ask } = await anIam(allow('states:*'));
    const restore = model.deny(roleArn, 'states:Start*');
    expect(ask('SFN', 'StartExecution', start('a'))).toContain('with an explicit deny in a service control policy');
    expect(ask('SFN', 'ListExecutions', start('a'))).toBe('allowed');
    restore();
    expect(ask('SFN', 'StartExecution', start('a'))).toBe('allowed');
  });
});

describe('a call of a service', () => {
  const queue = { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead', MessageBody: '{}' };
  const rule = 'arn:aws:events:eu-west-1:111122223333:rule/a';
  const events = (sourceArn: string) => ({ roleArn: 'events.amazonaws.com', sourceArn });

  it('needs the policy of a queue, with the rule it names', async () => {
    const { as, make } = await anIam();
    expect(as(events(rule), 'SQS', 'SendMessage', queue)).toMatch(
      /^AccessDenied: User: events.amazonaws.com .* because no resource-based policy/,
    );
    const Statement = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: 'arn:aws:sqs:eu-west-1:111122223333:dead',
      Condition: { ArnEquals: { 'aws:SourceArn': rule } },
    };
    await make('AWS::SQS::QueuePolicy', { Queues: [queue.QueueUrl], PolicyDocument: { Statement } });
    expect(as(events(rule), 'SQS', 'SendMessage', queue)).toBe('allowed');
    expect(as(events(`${rule}b`), 'SQS', 'SendMessage', queue)).toContain('AccessDenied');
  });

  it('needs a permission on the function, for the version that it names', async () => {
    const { as, make } = await anIam();
    const FunctionName = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
    const permission = { Action: 'lambda:InvokeFunction', FunctionName, Principal: 'events.amazonaws.com', SourceArn: rule };
    await make('AWS::Lambda::Permission', permission);
    expect(as(events(rule), 'Lambda', 'Invoke', { FunctionName })).toBe('allowed');
    expect(as(events(rule), 'Lambda', 'Invoke', { FunctionName: `${FunctionName}:3` })).toContain('AccessDenied');
    expect(as({ roleArn: 'cloudwatch.amazonaws.com', sourceArn: rule }, 'Lambda', 'Invoke', { FunctionName })).toContain('AccessDenied');
    await expect(make('AWS::Lambda::Permission', { ...permission, PrincipalOrgID: 'o' })).rejects.toThrow(
      'PrincipalOrgID of AWS::Lambda::Permission',
    );
  });

  it('reaches a topic without a policy of its own only as a service of the account', async () => {
    const { as } = await anIam();
    const alarm = { roleArn: 'cloudwatch.amazonaws.com', sourceArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a' };
    const TopicArn = `arn:aws:sns:${place.region}:${place.account}:pages`;
    expect(as(alarm, 'SNS', 'Publish', { TopicArn })).toBe('allowed');
    expect(as({ roleArn }, 'SNS', 'Publish', { TopicArn })).toMatch(/^AuthorizationErrorException: .*sns:Publish/);
  });

  it('needs the key of an encrypted topic too, and a role the leave of the key to ask the account', async () => {
    const { as, make, model } = await anIam(allow(['sns:Publish', 'kms:*']));
    const { attributes } = await make('AWS::KMS::Key', { KeyPolicy: { Statement: [] } });
    const TopicArn = `arn:aws:sns:${place.region}:${place.account}:pages`;
    const heard = model.listenTo({ id: 'T', operations: {}, resources: { Topic: () => ({ ref: TopicArn, attributes: {} }) } });
    await heard.resources.Topic?.({ KmsMasterKeyId: attributes.Arn }, { logicalId: 'T', stackName: 's' });
    const alarm = { roleArn: 'cloudwatch.amazonaws.com', sourceArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a' };
    for (const caller of [{ roleArn }, alarm])
      expect(as(caller, 'SNS', 'Publish', { TopicArn })).toMatch(/^KMSAccessDeniedException: .*kms:GenerateDataKey/);
    const open = await anIam(allow(['sns:Publish', 'kms:*']));
    const account = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' };
    const key = await open.make('AWS::KMS::Key', { KeyPolicy: { Statement: [account] } });
    const again = open.model.listenTo({ id: 'T', operations: {}, resources: { Topic: () => ({ ref: TopicArn, attributes: {} }) } });
    await again.resources.Topic?.({ KmsMasterKeyId: key.attributes.Arn }, { logicalId: 'T', stackName: 's' });
    expect(open.as({ roleArn }, 'SNS', 'Publish', { TopicArn })).toBe('allowed');
    expect(open.as(alarm, 'SNS', 'Publish', { TopicArn })).toContain('KMSAccessDeniedException');
  });
});
