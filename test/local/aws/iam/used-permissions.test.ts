import { describe, expect, it } from 'vitest';
import { permissionsOf } from '../../../../local/aws/iam/statement.ts';
import { allow, anIam, place, roleArn } from './a-template.ts';

const machine = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;
const start = (name: string) => ({ stateMachineArn: machine(name), input: '{}' });
const started = (Resource: string) => ({ holder: roleArn, statement: allow('states:StartExecution', Resource) });

const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:dead';
const queue = { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead', MessageBody: '{}' };
const sends = (AWS: string | readonly string[]) => ({ ...allow('sqs:SendMessage', queueArn), Principal: { AWS } });

describe('a permission', () => {
  it('is used once it let a call through: an action on a resource, not the others of its statement', async () => {
    const { model, ask } = await anIam(allow(['states:StartExecution', 'states:StopExecution'], [machine('ledger'), machine('payroll')]));
    expect(model.used()).toEqual([]);
    for (const _ of [1, 2]) expect(ask('SFN', 'StartExecution', start('ledger'))).toBe('allowed');
    expect(model.used()).toEqual([started(machine('ledger'))]);
  });

  it('is not used by a call that another lets through as well, and neither is the other', async () => {
    const { model, ask } = await anIam(allow('states:StartExecution', machine('ledger')), allow('states:StartExecution', '*'));
    expect(ask('SFN', 'StartExecution', start('ledger'))).toBe('allowed');
    expect(model.used()).toEqual([]);
    expect(ask('SFN', 'StartExecution', start('payroll'))).toBe('allowed');
    expect(model.used()).toEqual([started('*')]);
  });

  it('is not used by a call that the policy of the resource lets through as well', async () => {
    const both = await anIam(allow('sqs:SendMessage', queueArn));
    const PolicyDocument = { Statement: sends([roleArn, `${roleArn}-2`]) };
    await both.make('AWS::SQS::QueuePolicy', { Queues: [queue.QueueUrl], PolicyDocument });
    expect(both.ask('SQS', 'SendMessage', queue)).toBe('allowed');
    expect(both.model.used()).toEqual([]);
    const one = await anIam();
    await one.make('AWS::SQS::QueuePolicy', { Queues: [queue.QueueUrl], PolicyDocument });
    expect(one.ask('SQS', 'SendMessage', queue)).toBe('allowed');
    expect(one.model.used()).toEqual([{ holder: queueArn, statement: sends(roleArn) }]);
  });

  it('of a key is used together with that of the role to which it leaves the answer, and neither without the other', async () => {
    const kms = ['kms:Decrypt', 'kms:GenerateDataKey'];
    const publish = async (...written: readonly object[]) => {
      const { ask, make, model } = await anIam(allow(['sns:Publish', ...kms]));
      const { attributes } = await make('AWS::KMS::Key', { KeyPolicy: { Statement: written } });
      const TopicArn = `arn:aws:sns:${place.region}:${place.account}:pages`;
      const heard = model.listenTo({ id: 'T', operations: {}, resources: { Topic: () => ({ ref: TopicArn, attributes: {} }) } });
      await heard.resources.Topic?.({ KmsMasterKeyId: attributes.Arn }, { logicalId: 'T', stackName: 's' });
      return {
        answer: ask('SNS', 'Publish', { TopicArn }),
        used: model.used().map(({ holder, statement }) => [holder, statement.Action]),
        key: attributes.Arn,
      };
    };
    const open = await publish({ ...allow('kms:*'), Principal: { AWS: 'arn:aws:iam::111122223333:root' } });
    expect(open.answer).toBe('allowed');
    expect(open.used).toEqual([
      [roleArn, 'sns:Publish'],
      [roleArn, 'kms:GenerateDataKey'],
      [open.key, 'kms:*'],
      [roleArn, 'kms:Decrypt'],
    ]);
    const closed = await publish();
    expect(closed.answer).toContain('KMSAccessDeniedException');
    expect(closed.used).toEqual([[roleArn, 'sns:Publish']]);
  });
});

describe('the permissions of a statement', () => {
  it('are one for each action, resource and principal of its lists', () => {
    const statement = { ...allow(['a:B', 'a:C'], ['x', 'y']), Principal: { AWS: ['one', 'two'], Service: 'three' } };
    const parts = permissionsOf(statement).map(({ Action, Resource, Principal }) => JSON.stringify([Action, Resource, Principal]));
    expect(new Set(parts).size).toBe(2 * 2 * 3);
    expect(parts[0]).toBe('["a:B","x",{"AWS":"one"}]');
  });

  it('are the whole statement where it says what it leaves out', () => {
    const statement = { Effect: 'Deny', NotAction: ['a:B', 'a:C'], NotResource: ['x', 'y'], Principal: '*' };
    expect(permissionsOf(statement)).toEqual([statement]);
  });
});

describe('what templates give', () => {
  it('is every permission of roles and of policies on resources, and no Deny', async () => {
    const { model, make } = await anIam(allow('states:StartExecution', [machine('a'), machine('b')]), { ...allow('*'), Effect: 'Deny' });
    await make('AWS::SQS::QueuePolicy', { Queues: [queue.QueueUrl], PolicyDocument: { Statement: [sends(roleArn)] } });
    const FunctionName = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
    await make('AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName, Principal: 'events.amazonaws.com' });
    expect(model.given().map(({ holder, statement }) => [holder, statement.Action, statement.Resource])).toEqual([
      [roleArn, 'states:StartExecution', machine('a')],
      [roleArn, 'states:StartExecution', machine('b')],
      [queueArn, 'sqs:SendMessage', queueArn],
      [FunctionName, 'lambda:InvokeFunction', FunctionName],
    ]);
  });
});
