import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { functionNames } from '../../infra/constructs/names.ts';
import { assemblyWithStubs, at } from './assembly.ts';

const { controlPlane, remove } = assemblyWithStubs({ pageEmail: 'on-call@example.com' });
afterAll(remove);

const only = (type: string) => {
  const found = controlPlane.of(type);
  expect(found).toHaveLength(1);
  return found[0];
};
const refTo = (type: string, ...parts: readonly string[]) => ({ Ref: controlPlane.idOf(type, ...parts) });
const arnOf = (type: string, ...parts: readonly string[]) => ({ 'Fn::GetAtt': [controlPlane.idOf(type, ...parts), 'Arn'] });
const functionArn = (name: string) => arnOf('AWS::Lambda::Function', name.replaceAll('-', ''));

describe('the ledger table', () => {
  it('survives the stack, mistakes and a bad second', () => {
    expect(only('AWS::DynamoDB::GlobalTable')).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: 'by-service', KeySchema: [{ AttributeName: 'gsi1pk' }, { AttributeName: 'gsi1sk' }] },
          { IndexName: 'held', KeySchema: [{ AttributeName: 'held' }, { AttributeName: 'sk' }] },
        ],
        Replicas: [{ DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
      },
    });
  });
});

describe('every function', () => {
  it('is there once, with a name that says which', () => {
    const names = controlPlane.of('AWS::Lambda::Function').map(({ Properties }) => Properties.FunctionName);
    expect(names).toEqual(functionNames.map((name) => `sluice-${name}`));
  });

  it('runs on Node 24 and ARM, is traced, and keeps its logs for a limited time', () => {
    for (const { Properties } of controlPlane.of('AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        Handler: 'index.handler',
        LoggingConfig: { LogGroup: expect.anything() },
      });
    }
    expect(controlPlane.of('AWS::Logs::LogGroup').filter(({ Properties }) => Properties.RetentionInDays === undefined)).toEqual([]);
  });

  it('finds the ledger and the pager in its environment', () => {
    for (const { Properties } of controlPlane.of('AWS::Lambda::Function')) {
      expect(at(Properties, 'Environment.Variables')).toMatchObject({
        SLUICE_TABLE: refTo('AWS::DynamoDB::GlobalTable'),
        SLUICE_PAGE_TOPIC_ARN: refTo('AWS::SNS::Topic'),
        SLUICE_PARAMETER_PREFIX: '/sluice',
        POWERTOOLS_SERVICE_NAME: 'sluice',
        POWERTOOLS_METRICS_NAMESPACE: 'Sluice',
      });
    }
  });

  it.each([
    ['start-deployment', ['SLUICE_DEPLOYMENT_MACHINE_ARN']],
    ['signal-deployment', ['SLUICE_RESTORE_MACHINE_ARN']],
    ['reconcile', ['SLUICE_DEPLOYMENT_MACHINE_ARN', 'SLUICE_RESTORE_MACHINE_ARN']],
    ['sweep', ['SLUICE_DEPLOYMENT_MACHINE_ARN', 'SLUICE_RESTORE_MACHINE_ARN']],
    ['next-step', []],
  ] as const)('knows only the machines it starts or reads: %s', (name, expected) => {
    const properties = controlPlane.of('AWS::Lambda::Function').find(({ Properties }) => Properties.FunctionName === `sluice-${name}`);
    const variables = Object.keys(at(properties, 'Properties.Environment.Variables') as object);
    expect(variables.filter((variable) => variable.endsWith('_MACHINE_ARN'))).toEqual(expected);
  });
});

describe('the state machines', () => {
  const machines = controlPlane.of('AWS::StepFunctions::StateMachine');

  it('are STANDARD, logged with all data, and traced', () => {
    expect(machines.map(({ Properties }) => Properties.StateMachineName)).toEqual(['sluice-deployment', 'sluice-restore']);
    for (const { Properties } of machines) {
      expect(Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true },
      });
    }
    const logGroups = controlPlane.of('AWS::Logs::LogGroup').map(({ Properties }) => Properties.LogGroupName);
    expect(logGroups).toEqual(
      expect.arrayContaining(['/aws/vendedlogs/states/sluice-deployment', '/aws/vendedlogs/states/sluice-restore']),
    );
  });

  it('run the text of statemachines/deployment.asl.json', () => {
    const text = readFileSync(join(import.meta.dirname, '../../statemachines/deployment.asl.json'), 'utf8');
    expect(machines[0]?.Properties.DefinitionString).toBe(text);
  });

  it('have a value for every placeholder, and no value that is not used', () => {
    for (const { Properties } of machines) {
      const placeholders = [...String(Properties.DefinitionString).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(Properties.DefinitionSubstitutions as object).sort()).toEqual([...new Set(placeholders)].sort());
    }
  });
});

describe('every event rule', () => {
  const rules = controlPlane.of('AWS::Events::Rule');

  it('dead-letters what it cannot deliver, after a bounded number of tries', () => {
    const targets = rules.flatMap(({ Properties }) => Properties.Targets as readonly object[]);
    expect(targets).toHaveLength(10);
    for (const target of targets) {
      expect(target).toMatchObject({
        DeadLetterConfig: { Arn: arnOf('AWS::SQS::Queue', 'Undelivered') },
        RetryPolicy: { MaximumRetryAttempts: 8, MaximumEventAgeInSeconds: 900 },
      });
    }
  });

  it('leads to a function whose own failures are dead-lettered too', () => {
    const targets = rules.flatMap(({ Properties }) => at(Properties, 'Targets.*.Arn'));
    const handled = controlPlane.of('AWS::Lambda::EventInvokeConfig');
    expect(new Set(handled.map(({ Properties }) => JSON.stringify(Properties.FunctionName)))).toEqual(
      new Set(targets.map((arn) => JSON.stringify({ Ref: at(arn, 'Fn::GetAtt.0') }))),
    );
    const sweep = JSON.stringify(refTo('AWS::Lambda::Function', 'sweep'));
    for (const { Properties } of handled) {
      // Two sweeps at once would look at the same leases, each with lists that lack what the other began: the next minute is the retry.
      const isOfSweep = JSON.stringify(Properties.FunctionName) === sweep;
      expect(Properties).toMatchObject({
        MaximumRetryAttempts: isOfSweep ? 0 : 2,
        MaximumEventAgeInSeconds: isOfSweep ? 60 : 900,
        DestinationConfig: { OnFailure: { Destination: arnOf('AWS::SQS::Queue', 'Undelivered') } },
      });
    }
  });

  it('leads from what happened to the function that answers it', () => {
    const wiring = rules.map(({ Properties }) => [
      Properties.ScheduleExpression ?? at(Properties, 'EventPattern.detail-type'),
      at(Properties, 'Targets.0.Arn'),
    ]);
    expect(wiring).toEqual([
      [['ECR Image Action'], functionArn('start-deployment')],
      [['DeploymentRequested'], functionArn('start-deployment')],
      [['Parameter Store Change'], functionArn('start-deployment')],
      [['CloudWatch Alarm State Change'], functionArn('signal-deployment')],
      [['ECS Task State Change'], functionArn('signal-deployment')],
      [['ECS Deployment State Change'], functionArn('signal-deployment')],
      [['RollbackPostponed'], functionArn('signal-deployment')],
      [['AbortRequested', 'RollbackRequested', 'ApprovalGiven'], functionArn('signal-deployment')],
      [['Step Functions Execution Status Change'], functionArn('reconcile')],
      ['rate(1 minute)', functionArn('sweep')],
    ]);
  });

  it('takes requests of people from a source that no AWS service has', () => {
    const sources = rules.flatMap(({ Properties }) => (at(Properties, 'EventPattern.source') as string[] | undefined) ?? []);
    expect([...new Set(sources)].sort()).toEqual([
      'aws.cloudwatch',
      'aws.ecr',
      'aws.ecs',
      'aws.ssm',
      'aws.states',
      'sluice',
      'sluice.request',
    ]);
  });

  it('listens to both machines and to nobody else’s', () => {
    const rule = rules.find(({ Properties }) => JSON.stringify(Properties).includes('aws.states'));
    expect(at(rule, 'Properties.EventPattern.detail')).toEqual({
      status: ['FAILED', 'ABORTED', 'TIMED_OUT'],
      stateMachineArn: [refTo('AWS::StepFunctions::StateMachine', 'Deployment'), refTo('AWS::StepFunctions::StateMachine', 'Restore')],
    });
  });
});

describe('pages', () => {
  it('are sent for undelivered events, dead executions, a failed way back, and every function that throws', () => {
    const alarms = controlPlane.of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms.map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`)).toEqual([
      'AWS/SQS ApproximateNumberOfMessagesVisible',
      'AWS/SQS NumberOfMessagesSent',
      'AWS/States ExecutionsTimedOut',
      'AWS/States ExecutionsAborted',
      'AWS/States ExecutionsFailed',
      'AWS/States ExecutionsTimedOut',
      'AWS/States ExecutionsAborted',
      'AWS/Lambda Throttles',
      'AWS/SNS NumberOfNotificationsFailed',
      'AWS/Lambda Invocations',
      ...functionNames.map(() => 'AWS/Lambda Errors'),
    ]);
    for (const { AlarmActions, Threshold, TreatMissingData } of alarms.filter(({ MetricName }) => MetricName !== 'Invocations')) {
      expect({ AlarmActions, Threshold, TreatMissingData }).toEqual({
        AlarmActions: [refTo('AWS::SNS::Topic')],
        Threshold: 0,
        TreatMissingData: 'notBreaching',
      });
    }
  });

  it('are sent when the sweep is silent, by AWS’s own count of its calls, and not before it could have been called', () => {
    const [silent] = controlPlane.of('AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.MetricName === 'Invocations');
    expect(silent?.Properties).toMatchObject({
      AlarmActions: [refTo('AWS::SNS::Topic')],
      Namespace: 'AWS/Lambda',
      Dimensions: [{ Name: 'FunctionName', Value: refTo('AWS::Lambda::Function', 'sweep') }],
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
      WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 15 },
    });
  });

  // Being busy and being late are errors on purpose, so that they are tried again: nobody gets up for that.
  it('wait for errors that outlast the retries, except of the functions that signal, reconcile and sweep', () => {
    const patience = controlPlane
      .of('AWS::CloudWatch::Alarm')
      .map(({ Properties }) => Properties)
      .map(({ MetricName, Dimensions, Period, DatapointsToAlarm = 1, EvaluationPeriods }) => {
        const id = MetricName === 'Errors' ? String(at(Dimensions, '0.Value.Ref')) : '';
        const name = String(at(controlPlane.resources[id], 'Properties.FunctionName') ?? MetricName).replace('sluice-', '');
        return `${name}: ${DatapointsToAlarm} of ${EvaluationPeriods} × ${Period} s`;
      });
    expect(patience.filter((text) => !text.endsWith(': 3 of 5 × 60 s'))).toEqual([
      'ApproximateNumberOfMessagesVisible: 1 of 1 × 60 s',
      'NumberOfMessagesSent: 1 of 15 × 60 s',
      'ExecutionsTimedOut: 1 of 1 × 60 s',
      'ExecutionsAborted: 1 of 1 × 60 s',
      'ExecutionsFailed: 1 of 1 × 60 s',
      'ExecutionsTimedOut: 1 of 1 × 60 s',
      'ExecutionsAborted: 1 of 1 × 60 s',
      'Throttles: 1 of 1 × 60 s',
      'NumberOfNotificationsFailed: 1 of 1 × 300 s',
      'Invocations: 3 of 3 × 60 s',
      'admit-deployment: 35 of 40 × 60 s',
      'signal-deployment: 1 of 1 × 60 s',
      'reconcile: 1 of 1 × 60 s',
      'sweep: 1 of 1 × 60 s',
    ]);
  });

  it('travel encrypted to somebody', () => {
    expect(only('AWS::SNS::Topic')?.Properties.KmsMasterKeyId).toEqual(arnOf('AWS::KMS::Key'));
    expect(only('AWS::SNS::Subscription')?.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'on-call@example.com' });
    for (const type of ['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy']) {
      expect(JSON.stringify(only(type)?.Properties.PolicyDocument)).toContain('{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"');
    }
  });

  // Without an Allow an alarm goes off and nobody is told: a topic policy takes the place of the default one.
  it('reach people: every topic of an alarm, and its key, lets the alarms of this account and Region in', () => {
    const topics = new Set(controlPlane.of('AWS::CloudWatch::Alarm').flatMap(({ Properties }) => at(Properties, 'AlarmActions.*.Ref')));
    expect([...topics]).toEqual([controlPlane.idOf('AWS::SNS::Topic')]);
    const { Condition, ...publish } = forAlarms('AWS::SNS::TopicPolicy', 'PolicyDocument');
    expect(publish).toMatchObject({ Effect: 'Allow', Action: 'sns:Publish', Resource: refTo('AWS::SNS::Topic') });
    expect(Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', expect.arrayContaining([{ Ref: 'AWS::Region' }, ':alarm:*'])] } },
    });
    expect(forAlarms('AWS::KMS::Key', 'KeyPolicy')).toEqual({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
      Resource: '*',
      Condition,
    });
  });
});

function forAlarms(type: string, policy: string): Readonly<Record<string, unknown>> {
  const statements = at(only(type), `Properties.${policy}.Statement`) as readonly Readonly<Record<string, unknown>>[];
  const found = statements.filter((statement) => at(statement, 'Principal.Service') === 'cloudwatch.amazonaws.com');
  expect(found).toHaveLength(1);
  return found[0] ?? {};
}
