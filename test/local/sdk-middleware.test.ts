import { ConditionalCheckFailedException, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeRulesCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { AwsCalls } from '../../local/aws/aws-calls.ts';
import { useModelledAws } from '../../local/sdk-middleware.ts';

const caller = { roleArn: 'arn:aws:iam::111122223333:role/Reader' };

/** Modelled AWS that answers everything with `output` and remembers what it was asked. */
function answering(output: object) {
  const asked: unknown[] = [];
  const aws: AwsCalls = {
    call: async (service, operation, input, by) => {
      asked.push([service, operation, input, by]);
      if (output instanceof Error) throw output;
      return output;
    },
  };
  return { asked, use: useModelledAws(aws, caller) };
}

/** A client as adapters make it: no region, no credentials. */
function clientOf<C extends { readonly middlewareStack: unknown }>(Client: new (config: object) => C, output: object) {
  const { asked, use } = answering(output);
  const client = new Client({});
  use(client);
  return { client, asked };
}

describe('useModelledAws', () => {
  it('answers a command from the modelled AWS as its caller, without region or credentials', async () => {
    const { client, asked } = clientOf(ECSClient, { services: [{ serviceName: 'blue' }] });
    const output = await client.send(new DescribeServicesCommand({ cluster: 'c', services: ['blue'] }));
    expect(output).toEqual({ services: [{ serviceName: 'blue' }], $metadata: { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 } });
    expect(asked).toEqual([['ECS', 'DescribeServices', { cluster: 'c', services: ['blue'] }, caller]]);
  });

  it('calls services by their SDK id without spaces', async () => {
    const { client, asked } = clientOf(ElasticLoadBalancingV2Client, {});
    await client.send(new DescribeRulesCommand({}));
    expect(asked).toEqual([['ElasticLoadBalancingV2', 'DescribeRules', {}, caller]]);
  });

  it('lets neither side change what the other holds', async () => {
    const held = { services: [{ serviceName: 'blue' }] };
    const { client, asked } = clientOf(ECSClient, held);
    const input = { services: ['blue'] };
    const { services } = await client.send(new DescribeServicesCommand(input));
    services?.pop();
    input.services.pop();
    expect(held).toEqual({ services: [{ serviceName: 'blue' }] });
    expect(asked).toEqual([['ECS', 'DescribeServices', { services: ['blue'] }, caller]]);
  });

  it('gives payloads that can turn themselves into text', async () => {
    const { client } = clientOf(LambdaClient, { StatusCode: 200, Payload: new TextEncoder().encode('{"a":1}') });
    const output = await client.send(new InvokeCommand({ FunctionName: 'f' }));
    expect(output.Payload?.transformToString()).toBe('{"a":1}');
  });

  it('passes the SDK’s own exceptions through', async () => {
    const exception = new ConditionalCheckFailedException({ message: 'no', $metadata: { httpStatusCode: 400 } });
    const { client } = clientOf(DynamoDBClient, exception);
    await expect(client.send(new GetItemCommand({ TableName: 't', Key: {} }))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'no',
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('leaves marshalling to the document client, both ways', async () => {
    const { client, asked } = clientOf(DynamoDBClient, { Item: { id: { S: 'a' }, tries: { N: '3' } } });
    const document = DynamoDBDocumentClient.from(client);
    const { Item } = await document.send(new GetCommand({ TableName: 't', Key: { id: 'a' } }));
    expect(Item).toEqual({ id: 'a', tries: 3 });
    expect(asked).toEqual([['DynamoDB', 'GetItem', { TableName: 't', Key: { id: { S: 'a' } } }, caller]]);
  });

  it('keeps the document client’s options, and the plain client beside it', async () => {
    const { client, asked } = clientOf(DynamoDBClient, { Items: [] });
    const document = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
    await document.send(new PutCommand({ TableName: 't', Item: { id: 'a', gone: undefined } }));
    await document.send(new QueryCommand({ TableName: 't', ExpressionAttributeValues: { ':a': ['x', true] } }));
    await client.send(new GetItemCommand({ TableName: 't', Key: { id: { S: 'a' } } }));
    expect(asked.map((call) => (call as unknown[])[2])).toEqual([
      { TableName: 't', Item: { id: { S: 'a' } } },
      { TableName: 't', ExpressionAttributeValues: { ':a': { L: [{ S: 'x' }, { BOOL: true }] } } },
      { TableName: 't', Key: { id: { S: 'a' } } },
    ]);
  });
});
