import { readdirSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { ArnPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { afterAll, describe, expect, it } from 'vitest';
import { ServicePermissions } from '../../infra/constructs/service-permissions.ts';
import { anApp } from './an-app.ts';
import { assemblyWithStubs, at, type Resource, readTemplate } from './assembly.ts';

const { directory, remove } = assemblyWithStubs({ storefront: { scaling: { min: 1, max: 4, cpuPercent: 60 } } });
afterAll(remove);

/** A service of AWS that a statement lets in, where, and under which conditions. */
interface Trusted {
  readonly service: string;
  readonly on: string;
  readonly id: string;
  /** Lower-case name of a condition key → what it must be. */
  readonly keys: Readonly<Record<string, unknown>>;
}

const nameOfService = /\.amazonaws\.com$/;

/** Every statement at any depth of a resource whose principal is a service. */
function statementsIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = at(value, 'Principal.Service') === undefined ? [] : [value];
  return [...own, ...Object.values(value).flatMap(statementsIn)];
}

function trustedBy([id, { Type, Properties = {} }]: readonly [string, Resource]): readonly Trusted[] {
  const { Principal, SourceArn, SourceAccount } = Properties;
  if (Type === 'AWS::Lambda::Permission' && nameOfService.test(String(Principal))) {
    return [{ service: String(Principal), on: Type, id, keys: { 'aws:sourcearn': SourceArn, 'aws:sourceaccount': SourceAccount } }];
  }
  return statementsIn(Properties).flatMap((statement) => {
    const operators = Object.entries((at(statement, 'Condition') ?? {}) as Readonly<Record<string, object>>);
    const keys = Object.fromEntries(
      operators.flatMap(([operator, tests]) =>
        // Negated operators, `IfExists` and sets let in who says nothing.
        /^(StringEquals|StringLike|ArnEquals|ArnLike)$/.test(operator)
          ? Object.entries(tests).map(([key, wanted]) => [key.toLowerCase(), wanted])
          : [],
      ),
    );
    return [at(statement, 'Principal.Service')].flat().map((service) => ({ service: String(service), on: Type, id, keys }));
  });
}

/** `service on type without key` → why AWS, or what stands beside it, makes it right. */
const exceptions: Readonly<Record<string, string>> = {
  'lambda.amazonaws.com on AWS::IAM::Role without aws:SourceArn':
    'not documented for the role of a function, and not sent in every case: see infra/constructs/trusted.ts',
  'events.amazonaws.com on AWS::Lambda::Permission without aws:SourceAccount': 'the ARN of the one rule says the account',
  'events.amazonaws.com on AWS::SQS::QueuePolicy without aws:SourceAccount': 'the ARN of the one rule says the account',
};

const stacks = readdirSync(directory).flatMap((file) => file.split('.template.json').slice(0, -1));
const everybody = stacks.flatMap((stack) => Object.entries(readTemplate(directory, stack).resources).flatMap(trustedBy));

/** The account of the stack, or an ARN of a resource that the stack makes, or one in which the account is written. */
const isAccount = (value: unknown) => JSON.stringify(value) === '{"Ref":"AWS::AccountId"}';
const isOfAccount = (value: unknown) =>
  [value].flat().every((arn) => at(arn, 'Fn::GetAtt.1') === 'Arn' || /^\{"Fn::Join".*"AWS::AccountId"/.test(JSON.stringify(arn)));

describe('a service of AWS that a stack lets in', () => {
  it('is found wherever it stands', () => {
    expect(stacks.sort()).toEqual(['SluiceControlPlane', 'SluiceStorefront', 'SluiceStorefrontImages']);
    const places = new Set(everybody.map(({ service, on }) => `${service} on ${on}`));
    expect([...places].sort()).toEqual([
      'cloudwatch.amazonaws.com on AWS::KMS::Key',
      'cloudwatch.amazonaws.com on AWS::SNS::TopicPolicy',
      'ecs-tasks.amazonaws.com on AWS::IAM::Role',
      'events.amazonaws.com on AWS::Lambda::Permission',
      'events.amazonaws.com on AWS::SQS::QueuePolicy',
      'lambda.amazonaws.com on AWS::IAM::Role',
      'states.amazonaws.com on AWS::IAM::Role',
    ]);
  });

  it('comes for this account and a resource of it, or there is a reason why that is not asked', () => {
    const without = everybody.flatMap(({ service, on, keys }) => {
      const missing = [
        ...(isAccount(keys['aws:sourceaccount']) ? [] : ['aws:SourceAccount']),
        ...(isOfAccount(keys['aws:sourcearn']) ? [] : ['aws:SourceArn']),
      ];
      return missing.map((key) => `${service} on ${on} without ${key}`);
    });
    expect([...new Set(without)].sort()).toEqual(Object.keys(exceptions).sort());
  });

  it('says at least one of both', () => {
    const silent = everybody.filter(({ keys }) => !isAccount(keys['aws:sourceaccount']) && !isOfAccount(keys['aws:sourcearn']));
    expect(silent.map(({ service, id }) => [service, id])).toEqual([]);
  });
});

describe('tasks of a service', () => {
  const tasks = new ServicePrincipal('ecs-tasks.amazonaws.com');

  /** What the trust policy of a task role says in the template. `later` is done to it after its service was made. */
  function trustOf(make: (stack: Stack) => Role, later: (role: Role) => void = () => {}): unknown {
    const app = anApp();
    const stack = new Stack(app, 'Orders');
    const role = make(stack);
    const taskDefinition = new FargateTaskDefinition(stack, 'Task', { taskRole: role });
    const controlPlane = { keepLanesArn: 'arn', deploymentRoleName: 'sluice-deployment' };
    new ServicePermissions(stack, 'Permissions', { controlPlane, taskDefinition });
    later(role);
    const { Resources } = app.synth().getStackByName('Orders').template as { Resources: Readonly<Record<string, object>> };
    const [, made] = Object.entries(Resources).find(([id]) => id.startsWith('Own')) ?? [];
    return at(made, 'Properties.AssumeRolePolicyDocument.Statement');
  }

  const ofThisAccount = {
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    ArnLike: {
      'aws:SourceArn': {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':*']],
      },
    },
  };
  const asTasks = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } };

  it('take a role that the stack makes only in this account and Region, whoever else may take it later', () => {
    const debuggers = new PolicyStatement({
      actions: ['sts:AssumeRole'],
      principals: [new ArnPrincipal('arn:aws:iam::111122223333:role/d')],
    });
    const trust = trustOf(
      (stack) => new Role(stack, 'Own', { assumedBy: tasks }),
      ({ assumeRolePolicy }) => void assumeRolePolicy?.addStatements(debuggers),
    );
    expect(trust).toEqual([
      { ...asTasks, Condition: ofThisAccount },
      { ...asTasks, Principal: { AWS: 'arn:aws:iam::111122223333:role/d' } },
    ]);
  });

  it('are left the condition that somebody wrote', () => {
    const conditions = { StringEquals: { 'aws:SourceAccount': '111122223333' } };
    expect(trustOf((stack) => new Role(stack, 'Own', { assumedBy: tasks.withConditions(conditions) }))).toEqual([
      { ...asTasks, Condition: conditions },
    ]);
  });

  it('take a role with a path of its own as its owner says', () => {
    expect(trustOf((stack) => new Role(stack, 'Own', { assumedBy: tasks, path: '/teams/a/' }))).toEqual([asTasks]);
  });
});
