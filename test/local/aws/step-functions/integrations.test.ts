import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { ECSServiceException, ServiceNotFoundException } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { aWorld, role, rulesGone, runTask } from './a-world.ts';

const fails = (error: unknown) => () => {
  throw error;
};

describe('aws-sdk integrations', () => {
  it('write ECS members small, keep the keys of maps, and read the answer back with capitals and ISO dates', async () => {
    const world = aWorld({
      'ECS.RegisterTaskDefinition': () => ({
        taskDefinition: {
          taskDefinitionArn: 'arn:td',
          registeredAt: new Date('2026-02-03T04:05:06.789Z'),
          containerDefinitions: [
            { dockerLabels: { teamName: 'x' }, logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g' } } },
          ],
        },
        $metadata: {},
        tags: undefined,
      }),
    });
    const task = {
      Resource: 'arn:aws:states:::aws-sdk:ecs:registerTaskDefinition',
      Arguments: {
        Family: 'f',
        EnableECSManagedTags: true,
        ContainerDefinitions: [
          {
            Name: 'app',
            DockerLabels: { TeamName: 'x' },
            Environment: [{ Name: 'A', Value: 'B' }],
            LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': 'g' } },
          },
        ],
      },
    };
    expect(await runTask(world, task)).toEqual({
      status: 'SUCCEEDED',
      output: {
        TaskDefinition: {
          TaskDefinitionArn: 'arn:td',
          RegisteredAt: '2026-02-03T04:05:06.789Z',
          ContainerDefinitions: [
            { DockerLabels: { teamName: 'x' }, LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': 'g' } } },
          ],
        },
      },
    });
    expect(world.calls).toEqual([
      {
        service: 'ECS',
        operation: 'RegisterTaskDefinition',
        roleArn: role,
        input: {
          family: 'f',
          enableECSManagedTags: true,
          containerDefinitions: [
            {
              name: 'app',
              dockerLabels: { TeamName: 'x' },
              environment: [{ name: 'A', value: 'B' }],
              logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g' } },
            },
          ],
        },
      },
    ]);
  });

  it('leave ELB members as they are', async () => {
    const world = aWorld({ 'ElasticLoadBalancingV2.ModifyRule': () => ({ Rules: [] }) });
    const Arguments = {
      RuleArn: 'r',
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: 't', Weight: 5 }] } }],
    };
    await runTask(world, { Resource: 'arn:aws:states:::aws-sdk:elasticloadbalancingv2:modifyRule', Arguments });
    expect(world.calls[0]?.input).toEqual(Arguments);
  });

  it('give CloudWatch its dates', async () => {
    const world = aWorld({ 'CloudWatch.GetMetricData': () => ({ MetricDataResults: [] }) });
    await runTask(world, {
      Resource: 'arn:aws:states:::aws-sdk:cloudwatch:getMetricData',
      Arguments: { StartTime: '2026-01-01T00:00:00Z', EndTime: '2026-01-01T00:01:00+01:00' },
    });
    expect(world.calls[0]?.input).toEqual({ StartTime: new Date('2026-01-01T00:00:00Z'), EndTime: new Date('2025-12-31T23:01:00Z') });
  });

  it('name errors by service and exception class', async () => {
    const metadata = { $metadata: { httpStatusCode: 400, requestId: 'r-1' } };
    const throttled = new ECSServiceException({ name: 'ThrottlingException', $fault: 'client', message: 'Rate exceeded', ...metadata });
    const cases = [
      [
        'ecs:updateService',
        'ECS.UpdateService',
        new ServiceNotFoundException({ message: 'gone', ...metadata }),
        'Ecs.ServiceNotFoundException',
        'gone (Service: Ecs, Status Code: 400, Request ID: r-1)',
      ],
      [
        'ecs:updateService',
        'ECS.UpdateService',
        throttled,
        'Ecs.EcsException',
        'Rate exceeded (Service: Ecs, Status Code: 400, Request ID: r-1)',
      ],
      [
        'elasticloadbalancingv2:modifyRule',
        'ElasticLoadBalancingV2.ModifyRule',
        rulesGone,
        'ElasticLoadBalancingV2.RuleNotFoundException',
        'One or more rules not found (Service: ElasticLoadBalancingV2, Status Code: 400, Request ID: r-1)',
      ],
      [
        'sns:publish',
        'SNS.Publish',
        Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
        'Sns.SdkClientException',
        'socket hang up',
      ],
    ] as const;
    for (const [resource, operation, thrown, error, cause] of cases) {
      const world = aWorld({ [operation]: fails(thrown) });
      expect(await runTask(world, { Resource: `arn:aws:states:::aws-sdk:${resource}`, Arguments: {} })).toEqual({
        status: 'FAILED',
        error,
        cause,
      });
    }
  });

  it('add Exception to the names of Step Functions itself', async () => {
    const world = aWorld();
    const task = { Resource: 'arn:aws:states:::aws-sdk:sfn:sendTaskSuccess', Arguments: { TaskToken: 'x', Output: '1' } };
    expect(await runTask(world, task)).toMatchObject({ status: 'FAILED', error: 'Sfn.InvalidTokenException' });
  });

  it('let no catcher hide a call that the world does not model', async () => {
    const world = aWorld();
    const stateMachineArn = await world.machine({
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:ecs:runTask',
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
          End: true,
        },
        B: { Type: 'Pass', End: true },
      },
    });
    const { executionArn } = await world.call('StartExecution', { stateMachineArn });
    await world.clock.advance(0);
    expect(await world.call('DescribeExecution', { executionArn })).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'Error: the test answers no ECS.RunTask',
    });
  });
});

describe('lambda:invoke', () => {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

  it('sends and parses the payload', async () => {
    const world = aWorld({ 'Lambda.Invoke': () => ({ StatusCode: 200, ExecutedVersion: '$LATEST', Payload: bytes({ kind: 'shift' }) }) });
    const task = { Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f', Payload: { a: '{% $states.input.a %}' } } };
    expect(await runTask(world, task, { a: [1] })).toMatchObject({
      output: { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: { kind: 'shift' } },
    });
    expect(world.calls).toEqual([
      { service: 'Lambda', operation: 'Invoke', roleArn: role, input: { FunctionName: 'f', Payload: bytes({ a: [1] }) } },
    ]);
  });

  it("fails with the function's error type and the JSON it answered", async () => {
    const answer = { errorType: 'StaleDecisionError', errorMessage: 'reload', trace: [] };
    const world = aWorld({ 'Lambda.Invoke': () => ({ StatusCode: 200, FunctionError: 'Unhandled', Payload: bytes(answer) }) });
    const failed = { status: 'FAILED', error: 'StaleDecisionError', cause: JSON.stringify(answer) };
    expect(await runTask(world, { Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' } })).toEqual(failed);
    expect(
      await runTask(aWorld({ 'Lambda.Invoke': () => ({ FunctionError: 'Unhandled', Payload: bytes(answer) }) }), {
        Resource: 'arn:aws:lambda:eu-west-1:1:function:f',
      }),
    ).toEqual(failed);
  });

  it('answers only the payload when the function is the resource', async () => {
    const world = aWorld({ 'Lambda.Invoke': () => ({ StatusCode: 200, Payload: bytes(7) }) });
    expect(await runTask(world, { Resource: 'arn:aws:lambda:eu-west-1:1:function:f' }, { a: 1 })).toEqual({
      status: 'SUCCEEDED',
      output: 7,
    });
    expect(world.calls[0]?.input).toEqual({ FunctionName: 'arn:aws:lambda:eu-west-1:1:function:f', Payload: bytes({ a: 1 }) });
  });
});

describe('other optimised integrations', () => {
  it('put events with their detail as text and the execution among the resources', async () => {
    const world = aWorld({ 'EventBridge.PutEvents': () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'i' }] }) });
    const task = {
      Resource: 'arn:aws:states:::events:putEvents',
      Arguments: { Entries: [{ Source: 's', DetailType: 't', Detail: { a: 1 }, Resources: ['x'] }] },
    };
    expect(await runTask(world, task)).toEqual({ status: 'SUCCEEDED', output: { FailedEntryCount: 0, Entries: [{ EventId: 'i' }] } });
    const Resources = ['x', 'arn:aws:states:eu-west-1:111122223333:execution:m:e', 'arn:aws:states:eu-west-1:111122223333:stateMachine:m'];
    expect(world.calls[0]?.input).toEqual({ Entries: [{ Source: 's', DetailType: 't', Detail: '{"a":1}', Resources }] });
  });

  it('fail when an event was not taken', async () => {
    const world = aWorld({ 'EventBridge.PutEvents': () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] }) });
    const task = { Resource: 'arn:aws:states:::events:putEvents', Arguments: { Entries: [{ Source: 's', DetailType: 't', Detail: {} }] } };
    expect(await runTask(world, task)).toMatchObject({ status: 'FAILED', error: 'EventBridge.FailedEntry' });
  });

  it('spell DynamoDB in their own way', async () => {
    const refused = new ConditionalCheckFailedException({ message: 'no', $metadata: { httpStatusCode: 400, requestId: 'r-1' } });
    const failing = { 'DynamoDB.PutItem': fails(refused) };
    const arguments_ = { TableName: 't', Item: { pk: { S: 'a' } } };
    expect(await runTask(aWorld(failing), { Resource: 'arn:aws:states:::dynamodb:putItem', Arguments: arguments_ })).toEqual({
      status: 'FAILED',
      error: 'DynamoDB.ConditionalCheckFailedException',
      cause: 'no (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; Request ID: r-1; Proxy: null)',
    });
    expect(await runTask(aWorld(failing), { Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem', Arguments: arguments_ })).toMatchObject({
      error: 'DynamoDb.ConditionalCheckFailedException',
    });
  });

  it('publish a message that a state machine wrote as JSON', async () => {
    const world = aWorld({ 'SNS.Publish': () => ({ MessageId: 'i' }) });
    await runTask(world, { Resource: 'arn:aws:states:::sns:publish', Arguments: { TopicArn: 't', Message: { a: 1 } } });
    expect(world.calls[0]?.input).toEqual({ TopicArn: 't', Message: '{"a":1}' });
  });
});

describe('states:startExecution', () => {
  const child = {
    StartAt: 'C',
    States: { C: { Type: 'Wait', Seconds: '{% $states.input.seconds %}', Output: { done: true }, End: true } },
  };

  async function runParent(suffix: string, seconds: number, more: object = {}) {
    const world = aWorld();
    const StateMachineArn = await world.machine(child, 'child');
    const task = {
      Resource: `arn:aws:states:::states:startExecution${suffix}`,
      Arguments: { StateMachineArn, Name: 'c', Input: { seconds } },
      ...more,
    };
    return { world, outcome: await runTask(world, task) };
  }

  it('waits for the child and answers it as text or parsed', async () => {
    const text = await runParent('.sync', 30);
    expect(text.outcome).toMatchObject({ output: { Status: 'SUCCEEDED', Input: '{"seconds":30}', Output: '{"done":true}' } });
    const parsed = await runParent('.sync:2', 30);
    expect(parsed.outcome).toMatchObject({ output: { Status: 'SUCCEEDED', Input: { seconds: 30 }, Output: { done: true } } });
  });

  it('fails with the description of a child that failed', async () => {
    const { outcome } = await runParent('.sync:2', -1);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(String(outcome.cause))).toMatchObject({ Error: 'States.QueryEvaluationError', Status: 'FAILED', Name: 'c' });
  });

  it('stops the child when nobody waits for it any more', async () => {
    const { world, outcome } = await runParent('.sync', 500, { TimeoutSeconds: 10 });
    expect(outcome).toMatchObject({ error: 'States.Timeout' });
    expect(
      await world.call('DescribeExecution', { executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:child:c' }),
    ).toMatchObject({ status: 'ABORTED' });
  });
});

describe('latency', () => {
  it('is added to transitions and calls when asked for', async () => {
    const world = aWorld({ 'SNS.Publish': () => ({ MessageId: 'i' }) }, { latency: { transitionMs: () => 20, taskMs: () => 100 } });
    await runTask(world, { Resource: 'arn:aws:states:::aws-sdk:sns:publish', Arguments: {} });
    const { stopDate, startDate } = await world.call('DescribeExecution', {
      executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:m:e',
    });
    expect((stopDate as Date).getTime() - (startDate as Date).getTime()).toBe(120);
  });
});
