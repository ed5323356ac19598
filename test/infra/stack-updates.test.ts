import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Tags } from 'aws-cdk-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { ImageStack } from '../../infra/stacks/image-stack.ts';
import { type StorefrontOptions, StorefrontStack } from '../../infra/stacks/storefront-stack.ts';
import { at, type Resource, readTemplate, type Synthesized } from './assembly.ts';

/** Everything that CloudFormation could write over what Sluice moved. */
const movedTypes = [
  'AWS::ECS::Service',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'Custom::SluiceKeepLanes',
];

const before: StorefrontOptions = { imageTag: '1.0.0', environment: { COLOUR: 'red' }, scaling: { min: 2, max: 8, cpuPercent: 60 } };
const changes = {
  Before: {},
  Image: { imageTag: '1.1.0' },
  Environment: { environment: { COLOUR: 'teal' } },
  Cpu: { cpu: 512, memoryMiB: 1024 },
  Steps: { steps: [{ candidatePercent: 100, bake: '5m' }] },
  Guards: { guards: { taskFailuresAllowed: 2 }, alarms: { errorPercentMax: 2 } },
  Priority: { priority: 42 },
  HealthCheck: { healthCheckIntervalSeconds: 15 },
  Drain: { deregistrationDelaySeconds: 60 },
  Max: { scaling: { min: 2, max: 9, cpuPercent: 60 } },
  Min: { scaling: { min: 3, max: 8, cpuPercent: 60 } },
  Tagged: {},
} satisfies Record<string, StorefrontOptions>;

type Change = keyof typeof changes;

const outdir = mkdtempSync(join(tmpdir(), 'sluice-updates-'));
const app = new App({ outdir, builtinCloudFormationValidation: false });
const controlPlane = {
  keepLanesArn: 'arn:aws:lambda:eu-west-1:111122223333:function:sluice-keep-lanes',
  deploymentRoleName: 'deployment',
};
const { repository } = new ImageStack(app, 'Images', { repositoryName: 'storefront' });
for (const [name, change] of Object.entries(changes)) {
  const stack = new StorefrontStack(app, name, { controlPlane, repository, options: { ...before, ...change } });
  if (name === 'Tagged') Tags.of(stack).add('team', 'shop');
}
app.synth();
const updated = (change: Change): Synthesized => readTemplate(outdir, change);

afterAll(() => rmSync(outdir, { recursive: true, force: true }));

describe('an update of the stack', () => {
  it.each(['Image', 'Environment', 'Cpu', 'Steps', 'Guards'] as const)(
    'does not write lanes, rules or scaling when this changes: %s',
    (change) => {
      expect(moved(updated(change))).toEqual(moved(updated('Before')));
    },
  );

  it.each(['Image', 'Environment', 'Cpu'] as const)('changes the task definition and with it the declared service: %s', (change) => {
    const template = updated(change);
    const task = template.idOf('AWS::ECS::TaskDefinition');
    expect(template.resources[task]).not.toEqual(updated('Before').resources[task]);
    expect(JSON.stringify(declaration(template))).toContain(`\\"taskDefinition\\":\\"",{"Ref":"${task}"}`);
  });

  it.each(['Steps', 'Guards'] as const)('declares the service anew without a new task definition: %s', (change) => {
    const template = updated(change);
    expect(template.of('AWS::ECS::TaskDefinition')).toEqual(updated('Before').of('AWS::ECS::TaskDefinition'));
    expect(declaration(template)).not.toEqual(declaration(updated('Before')));
  });

  it.each(['Priority', 'HealthCheck', 'Drain', 'Max', 'Min', 'Tagged'] as const)(
    'asks for what is live when it writes a lane or a rule: %s',
    (change) => {
      expect(moved(updated(change))).not.toEqual(moved(updated('Before')));
      expect(keepLanes(updated(change)).Properties).not.toEqual(keepLanes(updated('Before')).Properties);
    },
  );

  it('gives every lane, rule and scalable target the live value, never one of the template', () => {
    const template = updated('Before');
    const live = (name: string) => ({ 'Fn::GetAtt': [template.idOf('Custom::SluiceKeepLanes'), name] });
    const weights = template
      .of('AWS::ElasticLoadBalancingV2::ListenerRule')
      .map(({ Properties }) => at(Properties, 'Actions.0.ForwardConfig.TargetGroups.*.Weight'));
    expect(weights).toEqual([
      [live('BlueWeight'), live('GreenWeight')],
      [live('GreenWeight'), live('BlueWeight')],
    ]);
    expect(template.of('AWS::ECS::Service').map(({ Properties }) => Properties.TaskDefinition)).toEqual([
      live('BlueTaskDefinition'),
      live('GreenTaskDefinition'),
    ]);
    expect(template.of('AWS::ECS::Service').flatMap(({ Properties }) => Object.keys(Properties))).not.toContain('DesiredCount');
    expect(template.of('AWS::ApplicationAutoScaling::ScalableTarget').map(({ Properties }) => Properties.MinCapacity)).toEqual([
      live('BlueMinCapacity'),
      live('GreenMinCapacity'),
    ]);
  });

  it('asks again when something that the lanes refer to is replaced', () => {
    const template = updated('Before');
    const asked = JSON.stringify(keepLanes(template).Properties);
    const network = ['Subnets', 'SecurityGroups'].map((name) => `*.Properties.NetworkConfiguration.AwsvpcConfiguration.${name}.*`);
    const networks = network.flatMap((path) => at(template.of('AWS::ECS::Service'), path));
    const listeners = template.of('AWS::ElasticLoadBalancingV2::ListenerRule').map(({ Properties }) => Properties.ListenerArn);
    expect([...networks, ...listeners].filter((reference) => !asked.includes(JSON.stringify(reference)))).toEqual([]);
  });

  it('starts the lanes from the latest revision of the family, which exists by then', () => {
    const { Properties, DependsOn } = keepLanes(updated('Before'));
    expect(Properties).toMatchObject({
      Service: 'storefront',
      BlueService: 'storefront-blue',
      GreenService: 'storefront-green',
      SeedFamily: 'storefront',
    });
    expect(DependsOn).toContain(updated('Before').idOf('AWS::ECS::TaskDefinition'));
  });

  it('declares the service last, because that starts a deployment', () => {
    const template = updated('Before');
    const declared = template.resources[template.idOf('AWS::SSM::Parameter', 'DeclaredService')];
    const written = [...template.of('AWS::ECS::Service'), ...template.of('AWS::ElasticLoadBalancingV2::ListenerRule')];
    const ids = Object.entries(template.resources).flatMap(([id, resource]) => (written.includes(resource) ? [id] : []));
    expect(declared?.DependsOn).toEqual(expect.arrayContaining(ids));
  });

  it('never deregisters a revision', () => {
    expect(updated('Before').of('AWS::ECS::TaskDefinition')).toMatchObject([{ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }]);
  });
});

function moved({ resources }: Synthesized): Readonly<Record<string, Resource>> {
  return Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => movedTypes.includes(Type)));
}

function keepLanes(template: Synthesized): Resource {
  return template.of('Custom::SluiceKeepLanes')[0] as Resource;
}

function declaration(template: Synthesized): unknown {
  return template.resources[template.idOf('AWS::SSM::Parameter', 'DeclaredService')]?.Properties.Value;
}
