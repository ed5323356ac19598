// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub texts are plain strings with placeholders
import { describe, expect, it } from 'vitest';
import { type AwsCalls, UnmodelledCallError } from '../../../local/aws/aws-calls.ts';
import { iam } from '../../../local/aws/iam/iam.ts';
import type { ModelledService } from '../../../local/aws/modelled-service.ts';
import type { Made } from '../../../local/aws/resource-maker.ts';
import type { Clock } from '../../../local/clock.ts';
import { loadTemplate } from '../../../local/template/load-template.ts';
import type { Template } from '../../../local/template/template.ts';
import { anAssembly } from './an-assembly.ts';

const stillClock: Clock = { now: () => new Date(0), after: () => () => {}, sleep: () => new Promise(() => {}) };

/** A service whose things are made in the order asked for, and an SSM with one parameter. */
function aWorld(parameters: Readonly<Record<string, string>> = {}) {
  const log: string[] = [];
  const service: ModelledService = {
    id: 'Test',
    operations: {},
    resources: {
      'Test::Thing': (properties, { logicalId, previous }): Made => {
        if (properties.Fails === true) throw new TypeError('no room');
        log.push(`${previous === undefined ? 'create' : 'update'} ${logicalId} ${JSON.stringify(properties)}`);
        return { ref: `ref-${logicalId}`, attributes: { Arn: `arn:${logicalId}` } };
      },
    },
  };
  const aws: AwsCalls = {
    call: async (id, operation, input) => {
      const name = (input as { Name?: string }).Name ?? '';
      if (`${id}.${operation}` === 'SSM.GetParameter') return { Parameter: { Value: parameters[name] } };
      throw new UnmodelledCallError(`${id}.${operation}`);
    },
  };
  const roles = iam({ account: '111122223333', region: 'eu-west-1' });
  return { log, roles, needs: { services: [service, roles], aws, clock: stillClock, account: '111122223333', region: 'eu-west-1' } };
}

const thing = (Properties: Readonly<Record<string, unknown>> = {}, more = {}) => ({ Type: 'Test::Thing', Properties, ...more });
const load = (world: ReturnType<typeof aWorld>, resources: Template['Resources'], sections: Partial<Template> = {}) =>
  loadTemplate(anAssembly(resources, sections), world.needs);

describe('loadTemplate', () => {
  it('makes resources after those they refer to, by Ref, GetAtt, Sub and DependsOn', async () => {
    const world = aWorld();
    await load(world, {
      A: thing({ from: { Ref: 'B' } }),
      B: thing({ from: { 'Fn::GetAtt': ['C', 'Arn'] } }),
      C: thing({ from: { 'Fn::Sub': 'x-${D.Arn}' } }),
      D: thing({}, { DependsOn: ['E'] }),
      E: thing(),
    });
    expect(world.log).toEqual([
      'create E {}',
      'create D {}',
      'create C {"from":"x-arn:D"}',
      'create B {"from":"arn:C"}',
      'create A {"from":"ref-B"}',
    ]);
  });

  it('leaves out resources whose condition does not hold', async () => {
    const world = aWorld();
    const conditions = { Never: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'mars-1'] }, Always: { 'Fn::Not': [{ Condition: 'Never' }] } };
    await load(world, { A: thing({}, { Condition: 'Never' }), B: thing({}, { Condition: 'Always' }) }, { Conditions: conditions });
    expect(world.log).toEqual(['create B {}']);
  });

  it('carries exports from one stack to the next', async () => {
    const world = aWorld();
    const base: Template = { Resources: { A: thing() }, Outputs: { Out: { Value: { Ref: 'A' }, Export: { Name: 'Base:A' } } } };
    const user: Template = { Resources: { B: thing({ from: { 'Fn::ImportValue': 'Base:A' } }) } };
    const stacks = [
      { name: 'Base', template: base },
      { name: 'User', template: user },
    ];
    const loaded = await loadTemplate({ assets: new Map(), stacks }, world.needs);
    expect(world.log).toEqual(['create A {}', 'create B {"from":"ref-A"}']);
    expect(loaded.outputs('Base')).toEqual({ Out: 'ref-A' });
  });

  it('reads SSM-typed parameters and dynamic references from SSM', async () => {
    const world = aWorld({ '/image': 'sha256:1', '/size': '3' });
    const parameters = {
      Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/image' },
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    };
    await load(world, { A: thing({ image: { Ref: 'Image' }, size: 'n={{resolve:ssm:/size}}' }) }, { Parameters: parameters });
    expect(world.log).toEqual(['create A {"image":"sha256:1","size":"n=3"}']);
  });

  it('gives inert resources a plausible identity', async () => {
    const world = aWorld();
    await load(world, { Logs: { Type: 'AWS::Logs::LogGroup' }, A: thing({ to: { 'Fn::GetAtt': ['Logs', 'Arn'] } }) });
    expect(world.log).toEqual(['create A {"to":"arn:aws:logs:eu-west-1:111122223333:log-group:Shop-Logs:*"}']);
  });

  it('keeps the statements of a role: inline, attached and of its own managed policies', async () => {
    const world = aWorld();
    const policy = (action: string) => ({ Statement: [{ Effect: 'Allow', Action: action, Resource: { 'Fn::GetAtt': ['A', 'Arn'] } }] });
    const Statement = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }];
    await load(world, {
      A: thing(),
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Statement },
          Policies: [{ PolicyDocument: policy('a:One') }],
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/Basic', { Ref: 'Managed' }],
        },
      },
      Attached: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: policy('a:Two') } },
      Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: policy('a:Three') } },
    });
    const allow = (Action: string) => ({ Effect: 'Allow', Action, Resource: 'arn:A' });
    expect(world.roles.policiesOf('arn:aws:iam::111122223333:role/Shop-Role')).toEqual({
      statements: [allow('a:One'), allow('a:Three'), allow('a:Two')],
      managedPolicyArns: ['arn:aws:iam::aws:policy/Basic'],
      trust: Statement,
    });
  });

  it.each([
    [
      'a resource type that nobody makes',
      { A: { Type: 'AWS::S3::AccessPoint' } },
      'resource type AWS::S3::AccessPoint (Shop/A) is not modelled',
    ],
    [
      'resources in a circle',
      { A: thing({ b: { Ref: 'B' } }), B: thing({ a: { Ref: 'A' } }) },
      'stack Shop: circular dependency A → B → A',
    ],
    ['a DependsOn to nothing', { A: thing({}, { DependsOn: 'Nobody' }) }, 'Shop/A: DependsOn Nobody does not exist'],
    ['a resource whose maker fails', { A: thing({ Fails: true }) }, 'Shop/A (Test::Thing) could not be made: no room'],
  ])('refuses %s by name', async (_title, resources, message) => {
    await expect(load(aWorld(), resources)).rejects.toThrow(message);
  });
});

describe('update', () => {
  const first = { A: thing({ size: 1 }), B: thing({ of: { Ref: 'A' }, text: 'x' }), C: thing() };

  it('makes again only what resolves to other properties than were applied last', async () => {
    const world = aWorld();
    const loaded = await load(world, first);
    world.log.length = 0;
    const changes = await loaded.update(anAssembly({ ...first, B: thing({ of: { Ref: 'A' }, text: 'y' }), D: thing() }));
    expect(changes).toEqual({ created: ['Shop/D'], updated: ['Shop/B'], removed: [] });
    expect(world.log).toEqual(['update B {"of":"ref-A","text":"y"}', 'create D {}']);
  });

  it('does nothing for the same template', async () => {
    const world = aWorld();
    const loaded = await load(world, first);
    expect(await loaded.update(anAssembly(first))).toEqual({ created: [], updated: [], removed: [] });
  });

  it('reports what is gone from the template', async () => {
    const loaded = await load(aWorld(), first);
    expect(await loaded.update(anAssembly({ A: first.A }))).toEqual({ created: [], updated: [], removed: ['Shop/B', 'Shop/C'] });
    expect(loaded.resource('Shop', 'B')).toBeUndefined();
  });
});
