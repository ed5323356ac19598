import * as scaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as ecs from '@aws-sdk/client-ecs';
import * as balancing from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, describe, expect, it } from 'vitest';
import { functionNames } from '../../infra/constructs/names.ts';
import type { Fact } from '../../local/aws/iam/condition.ts';
import { decide } from '../../local/aws/iam/decide.ts';
import { given } from '../../local/aws/iam/facts.ts';
import { readStatement } from '../../local/aws/iam/statement.ts';
import { assemblyWithStubs } from './assembly.ts';
import { type EvaluatedRole, rolesOf } from './evaluated-roles.ts';

const { controlPlane, storefront, remove } = assemblyWithStubs();
afterAll(remove);

/** Every action of a service that changes something, from the service's own list of operations. */
function changesOf(prefix: string, client: object): readonly string[] {
  return Object.keys(client).flatMap((name) => {
    const [, operation] = /^(?!Describe|List|Get)([A-Z]\w+)Command$/.exec(name) ?? [];
    return operation === undefined ? [] : [`${prefix}:${operation}`];
  });
}

const changes = [
  ...changesOf('ecs', ecs),
  ...changesOf('elasticloadbalancing', balancing),
  ...changesOf('application-autoscaling', scaling),
];
const roles = rolesOf(controlPlane);
const roleOf = (part: string): EvaluatedRole => {
  const [found, ...others] = roles.filter(({ logicalId }) => logicalId.includes(`${part.replaceAll('-', '')}Role`));
  if (found === undefined || others.length > 0) throw new RangeError(`${roles.length} roles for ${part}`);
  return found;
};

/** Whether any statement allows the action on anything, whatever its condition. */
const mayDo = ({ statements }: EvaluatedRole, action: string): boolean =>
  statements.some(({ effect, onAction }) => effect === 'Allow' && onAction(action));

describe('the roles of the control plane', () => {
  it('are one for each function and each machine', () => {
    expect(roles.map(({ logicalId }) => logicalId)).toHaveLength(functionNames.length + 2);
  });

  it.each(functionNames)('let no function change a rule, a listener, a service, a task definition or a size: %s', (name) => {
    expect(changes.length).toBeGreaterThan(90);
    for (const known of ['elasticloadbalancing:ModifyRule', 'ecs:UpdateService', 'ecs:RegisterTaskDefinition']) {
      expect(changes).toContain(known);
    }
    expect(changes.filter((action) => mayDo(roleOf(name), action))).toEqual([]);
  });

  it('let no function pass a role, take another, or change what runs', () => {
    const others = ['iam:PassRole', 'sts:AssumeRole', 'lambda:UpdateFunctionCode', 'lambda:InvokeFunction', 'states:UpdateStateMachine'];
    for (const name of functionNames) expect(others.filter((action) => mayDo(roleOf(name), action))).toEqual([]);
  });

  it('let the machines change rules, lanes, revisions and sizes, and nothing else', () => {
    const may = (machine: string) => changes.filter((action) => mayDo(roleOf(machine), action)).sort();
    const back = ['application-autoscaling:RegisterScalableTarget', 'ecs:UpdateService', 'elasticloadbalancing:ModifyRule'];
    expect(may('Restore')).toEqual(back);
    expect(may('Deployment')).toEqual([...back, 'ecs:RegisterTaskDefinition', 'ecs:TagResource'].sort());
  });

  it('deny everybody to change, mute or set an alarm, whatever is attached to a role later; of AWS’s own calls only functions', () => {
    const tampering = changesOf('cloudwatch', cloudWatch).filter((action) => action.includes('Alarm'));
    expect(tampering).toContain('cloudwatch:SetAlarmState');
    expect(tampering).toContain('cloudwatch:PutAlarmMuteRule');
    const everything = readStatement({ Effect: 'Allow', Action: '*', Resource: '*' });
    const alarm = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders';
    for (const { logicalId, statements } of roles) {
      const left = (via: string) =>
        tampering.filter(
          (action) => decide([...statements, everything], action, alarm, given({ 'aws:viaawsservice': via })).kind !== 'denied',
        );
      expect([logicalId, left('false')]).toEqual([logicalId, []]);
      const scales = statements.some((one) => one.effect === 'Allow' && one.onAction('application-autoscaling:RegisterScalableTarget'));
      expect([logicalId, left('true')]).toEqual([logicalId, scales ? tampering : []]);
    }
  });

  it('deny nobody to read alarms', () => {
    const denied = roles.filter(({ statements }) =>
      statements.some((one) => one.effect === 'Deny' && one.onAction('cloudwatch:DescribeAlarms')),
    );
    expect(denied).toEqual([]);
  });
});

/** Whether a service may take a role, for a resource of an account. */
function takes({ trust }: EvaluatedRole, service: string, account: string, sourceArn: string): boolean {
  const facts: Readonly<Record<string, Fact>> = { 'aws:sourceaccount': account, 'aws:sourcearn': sourceArn };
  const concerning = trust.filter((one) => one.forPrincipal(service));
  return decide(concerning, 'sts:AssumeRole', '*', given(facts)).kind === 'allowed';
}

describe('who takes a role', () => {
  const account = '111122223333';
  const machine = (name: string) => `arn:aws:states:eu-west-1:${account}:stateMachine:${name}`;

  it('is Lambda, for functions of this account', () => {
    for (const name of functionNames) {
      const arn = `arn:aws:lambda:eu-west-1:${account}:function:sluice-${name}`;
      expect(takes(roleOf(name), 'lambda.amazonaws.com', account, arn)).toBe(true);
      expect(takes(roleOf(name), 'lambda.amazonaws.com', '444455556666', arn.replace(account, '444455556666'))).toBe(false);
      expect(takes(roleOf(name), 'states.amazonaws.com', account, machine('sluice-deployment'))).toBe(false);
    }
  });

  it.each([
    ['Deployment', 'sluice-deployment'],
    ['Restore', 'sluice-restore'],
  ])('is Step Functions, for the one machine and its versions: %s', (role, name) => {
    const by = (arn: string) => takes(roleOf(role), 'states.amazonaws.com', account, arn);
    expect([machine(name), `${machine(name)}:3`, `${machine(name)}:live`].map(by)).toEqual([true, true, true]);
    expect([machine('another'), `${machine(name)}-2`, machine(name).replace('eu-west-1', 'us-east-1')].map(by)).toEqual([
      false,
      false,
      false,
    ]);
    expect(takes(roleOf(role), 'lambda.amazonaws.com', account, machine(name))).toBe(false);
  });

  it('is ECS, for tasks of this account and Region: each role of the example', () => {
    const taskRoles = rolesOf(storefront);
    const task = `arn:aws:ecs:eu-west-1:${account}:task/prod/0f9de17a6465404e8b1b2356dc13c2f8`;
    expect(taskRoles).toHaveLength(2);
    for (const role of taskRoles) {
      const by = (of: string, arn: string) => takes(role, 'ecs-tasks.amazonaws.com', of, arn);
      expect(by(account, task)).toBe(true);
      expect(by('444455556666', task.replace(account, '444455556666'))).toBe(false);
      expect(by(account, task.replace('eu-west-1', 'us-east-1'))).toBe(false);
    }
  });
});
