import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { type ElbReader, elbReader } from '../../adapters/elb-reader.ts';
import { ruleReader } from '../../adapters/rule-reader.ts';
import { someActions } from '../core/builders.ts';
import { refuse, type ScriptedAws, scriptedAws } from './scripted-aws.ts';

const ruleArn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/orders/50dc/f2f7/9683';

function aReader(script: Parameters<typeof scriptedAws>[0]): { readonly reader: ElbReader; readonly aws: ScriptedAws } {
  const aws = scriptedAws(script);
  return { aws, reader: elbReader(aws.on(new ElasticLoadBalancingV2Client({}))) };
}

const health = (...states: readonly string[]) => ({ TargetHealthDescriptions: states.map((State) => ({ TargetHealth: { State } })) });

describe('rule', () => {
  it('gives the actions in the shape of the API', async () => {
    const Rules = [{ RuleArn: ruleArn, Priority: '10', IsDefault: false, Actions: someActions(95, 5) }];
    const { reader, aws } = aReader({ DescribeRules: () => ({ Rules }) });
    expect(await reader.rule(ruleArn)).toEqual({ ruleArn, actions: someActions(95, 5), isDefault: false });
    expect(aws.inputs('DescribeRules')).toEqual([{ RuleArns: [ruleArn] }]);
  });

  it('knows a default rule', async () => {
    const { reader } = aReader({ DescribeRules: () => ({ Rules: [{ RuleArn: ruleArn, IsDefault: true }] }) });
    expect(await reader.rule(ruleArn)).toEqual({ ruleArn, actions: [], isDefault: true });
  });

  it.each([
    ['an error', () => refuse('RuleNotFoundException')],
    ['an error by its name on the wire', () => refuse('RuleNotFound')],
    ['another rule', () => ({ Rules: [{ RuleArn: `${ruleArn}x` }] })],
    ['nothing', () => ({})],
  ])('does not know a rule that ELB answers with %s', async (_, DescribeRules) => {
    const { reader } = aReader({ DescribeRules });
    expect(await reader.rule(ruleArn)).toBeUndefined();
    await expect(ruleReader(reader).actions(ruleArn)).rejects.toMatchObject({
      name: 'InvalidInputError',
      message: expect.stringContaining(ruleArn),
    });
  });

  it('tells throttling from an unknown rule', async () => {
    const { reader } = aReader({ DescribeRules: () => refuse('Throttling') });
    await expect(reader.rule(ruleArn)).rejects.toMatchObject({ name: 'DependencyError' });
  });
});

describe('rules', () => {
  const arns = Array.from({ length: 45 }, (_, index) => `${ruleArn}${index}`);
  const answer = (known: readonly string[]) => (input: unknown) => {
    const { RuleArns = [] } = input as { readonly RuleArns?: readonly string[] };
    if (RuleArns.some((arn) => !known.includes(arn))) return refuse('RuleNotFoundException');
    return { Rules: RuleArns.map((RuleArn) => ({ RuleArn, Actions: someActions(95, 5) })) };
  };

  it('reads twenty at a time', async () => {
    const { reader, aws } = aReader({ DescribeRules: answer(arns) });
    const found = await reader.rules(arns);
    expect([...found.keys()]).toEqual(arns);
    expect(found.get(arns[7] ?? '')).toEqual({ ruleArn: arns[7], actions: someActions(95, 5), isDefault: false });
    expect(aws.inputs('DescribeRules').map((input) => (input as { readonly RuleArns: readonly string[] }).RuleArns.length)).toEqual([
      20, 20, 5,
    ]);
  });

  it('leaves out those that ELB does not know, and loses no other for them', async () => {
    const known = arns.filter((_, index) => index !== 3);
    const { reader } = aReader({ DescribeRules: answer(known) });
    expect([...(await reader.rules(arns)).keys()]).toEqual(known);
  });

  it('tells throttling from an unknown rule', async () => {
    const { reader } = aReader({ DescribeRules: () => refuse('Throttling') });
    await expect(reader.rules(arns)).rejects.toMatchObject({ name: 'DependencyError' });
  });
});

describe('someRules', () => {
  it('leaves out those that ELB refuses to tell of now', async () => {
    const arns = Array.from({ length: 45 }, (_, index) => `${ruleArn}${index}`);
    let asked = 0;
    const { reader } = aReader({
      DescribeRules: (input: unknown) => {
        asked += 1;
        const { RuleArns = [] } = input as { readonly RuleArns?: readonly string[] };
        return asked === 2 ? refuse('Throttling') : { Rules: RuleArns.map((RuleArn) => ({ RuleArn, Actions: someActions(95, 5) })) };
      },
    });
    expect([...(await reader.someRules(arns)).keys()]).toEqual([...arns.slice(0, 20), ...arns.slice(40)]);
  });

  it('asks no more once five calls got no answer', async () => {
    let asked = 0;
    const { reader } = aReader({
      DescribeRules: () => {
        asked += 1;
        return refuse('Throttling');
      },
    });
    expect([...(await reader.someRules(Array.from({ length: 1_000 }, (_, index) => `${ruleArn}${index}`)))]).toEqual([]);
    expect(asked).toBe(5);
  });
});

describe('targetHealth', () => {
  it('counts a target as healthy whose health nobody checks', async () => {
    const TargetHealth = { State: 'unavailable', Reason: 'Target.HealthCheckDisabled' };
    const { reader } = aReader({ DescribeTargetHealth: () => ({ TargetHealthDescriptions: [{ TargetHealth }] }) });
    expect(await reader.targetHealth('tg')).toEqual({ healthy: 1, unhealthy: 0 });
  });

  it('counts targets that stay, not those on their way out', async () => {
    const states = ['healthy', 'healthy', 'unhealthy', 'initial', 'unused', 'draining', 'unhealthy.draining', 'unavailable'];
    const { reader } = aReader({ DescribeTargetHealth: () => health(...states) });
    expect(await reader.targetHealth('tg')).toEqual({ healthy: 2, unhealthy: 4 });
  });

  it('tells targets apart that nobody checks because no rule names their group', async () => {
    const unchecked = { TargetHealth: { State: 'unused', Reason: 'Target.NotInUse' } };
    const TargetHealthDescriptions = [unchecked, { TargetHealth: { State: 'unhealthy' } }, unchecked];
    const { reader } = aReader({ DescribeTargetHealth: () => ({ TargetHealthDescriptions }) });
    expect(await reader.targetHealth('tg')).toEqual({ healthy: 0, unhealthy: 3, unchecked: 2 });
  });

  it('of an empty group is nothing; a group that ELB does not know has none', async () => {
    expect(await aReader({ DescribeTargetHealth: () => ({}) }).reader.targetHealth('tg')).toEqual({ healthy: 0, unhealthy: 0 });
    const unknown = aReader({ DescribeTargetHealth: () => refuse('TargetGroupNotFoundException') });
    expect(await unknown.reader.targetHealth('tg')).toBeUndefined();
  });
});

describe('deregistrationDelaySeconds', () => {
  const delay = (Value?: string) => ({
    Attributes: [
      { Key: 'slow_start.duration_seconds', Value: '30' },
      { Key: 'deregistration_delay.timeout_seconds', Value },
    ],
  });

  it.each([
    ['0', 0],
    ['300', 300],
  ])('is the attribute %s of the group', async (value, seconds) => {
    const { reader } = aReader({ DescribeTargetGroupAttributes: () => delay(value) });
    expect(await reader.deregistrationDelaySeconds('tg')).toBe(seconds);
  });

  it.each([undefined, '', 'soon', '-1', '1.5'])('is never guessed: %s', async (value) => {
    const { reader } = aReader({ DescribeTargetGroupAttributes: () => delay(value) });
    await expect(reader.deregistrationDelaySeconds('tg')).rejects.toMatchObject({ name: 'DependencyError' });
  });
});
