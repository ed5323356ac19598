import { Fn } from 'aws-cdk-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { parseService } from '../../core/service/parse-service.ts';
import { ImageStack } from '../../infra/stacks/image-stack.ts';
import { type StorefrontOptions, StorefrontStack } from '../../infra/stacks/storefront-stack.ts';
import { anApp } from './an-app.ts';
import { assemblyWithStubs, at } from './assembly.ts';

const options: StorefrontOptions = {
  steps: [
    { candidatePercent: 5, bake: '2m' },
    { candidatePercent: 100, bake: '4m' },
  ],
  analysis: { metrics: ['latency', { preset: 'errors', errorRateMax: 0.02 }] },
  guards: { alarms: ['shop-checkout'], taskFailuresAllowed: 1 },
  rollbackWindow: '10m',
  alarms: {
    errorPercentMax: 3,
    minimumRequests: 50,
    responseTimeSeconds: 0.5,
    responseTimeStatistic: 'Average',
    periodSeconds: 120,
    periods: 3,
    periodsToAlarm: 2,
  },
  healthCheckPath: '/healthz',
  healthCheckIntervalSeconds: 5,
  deregistrationDelaySeconds: 20,
  desiredCount: 3,
  priority: 7,
};
const { storefront, remove } = assemblyWithStubs({ storefront: options });
afterAll(remove);

describe('a lane', () => {
  it('is replaced task by task by ECS, which tells of failure and does not go back by itself', () => {
    const lanes = storefront.of('AWS::ECS::Service');
    expect(lanes.map(({ Properties }) => Properties.ServiceName)).toEqual(['storefront-blue', 'storefront-green']);
    for (const { Properties } of lanes) {
      expect(Properties).toMatchObject({
        AvailabilityZoneRebalancing: 'DISABLED',
        DeploymentController: { Type: 'ECS' },
        DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: false }, MinimumHealthyPercent: 100 },
      });
      expect(at(Properties, 'DeploymentConfiguration.Strategy')).toBeUndefined();
    }
  });

  it('is checked and drained as declared', () => {
    for (const { Properties } of storefront.of('AWS::ElasticLoadBalancingV2::TargetGroup')) {
      expect(Properties).toMatchObject({ HealthCheckPath: '/healthz', HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 4 });
      expect(Properties.TargetGroupAttributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '20' });
    }
  });

  it('alarms on its own share of failed requests and on its own response time; silence is fine', () => {
    const alarms = storefront.of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual([
      'storefront-blue-errors',
      'storefront-blue-slow',
      'storefront-green-errors',
      'storefront-green-slow',
    ]);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ TreatMissingData: 'notBreaching', EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    }
    const [errors, slow] = alarms;
    expect(errors?.Threshold).toBe(3);
    expect(at(errors, 'Metrics.0.Expression')).toBe('IF(requests >= 50, 100 * (failed + refused) / requests, 0)');
    expect(at(errors, 'Metrics.*.MetricStat.Metric.MetricName')).toEqual([
      undefined,
      'RequestCount',
      'HTTPCode_Target_5XX_Count',
      'TargetConnectionErrorCount',
    ]);
    expect(slow).toMatchObject({ MetricName: 'TargetResponseTime', Statistic: 'Average', Threshold: 0.5, Period: 120 });
    expect(JSON.stringify(slow?.Dimensions)).toContain(storefront.idOf('AWS::ElasticLoadBalancingV2::TargetGroup', 'blue'));
  });

  it('with a fixed size scales to it and no further while it serves', () => {
    expect(storefront.of('AWS::ApplicationAutoScaling::ScalableTarget').map(({ Properties }) => Properties.MaxCapacity)).toEqual([3, 3]);
    expect(storefront.of('AWS::ApplicationAutoScaling::ScalingPolicy')).toEqual([]);
    expect(at(storefront.of('Custom::SluiceKeepLanes')[0], 'Properties.MinCapacity')).toBe(3);
  });
});

describe('the rules', () => {
  it('keep nobody on a lane by a cookie, and ask for the test header first', () => {
    const [users, testers] = storefront.of('AWS::ElasticLoadBalancingV2::ListenerRule').map(({ Properties }) => Properties);
    expect([testers?.Priority, users?.Priority]).toEqual([6, 7]);
    expect([users, testers].map((rule) => at(rule, 'Actions.0.ForwardConfig.TargetGroupStickinessConfig'))).toEqual([undefined, undefined]);
    expect(at(testers, 'Conditions.1.HttpHeaderConfig')).toEqual({ HttpHeaderName: 'x-sluice-lane', Values: ['candidate'] });
  });
});

describe('the declared service', () => {
  const parameter = storefront.idOf('AWS::SSM::Parameter', 'DeclaredService');

  it('is read by the control plane as the user wrote it', () => {
    const { Properties } = storefront.resources[parameter] ?? {};
    const text = (at(Properties, 'Value.Fn::Join.1') as unknown[])
      .map((part) => (typeof part === 'string' ? part : deployed(part)))
      .join('');
    expect(text.length).toBeLessThan(4096);
    expect(parseService(JSON.parse(text))).toMatchObject({
      name: 'storefront',
      lanes: { blue: { ecsService: 'storefront-blue' }, green: { ecsService: 'storefront-green' } },
      container: 'storefront',
      steps: [
        { candidatePercent: 5, bakeSeconds: 120, approval: false },
        { candidatePercent: 100, bakeSeconds: 240, approval: false },
      ],
      analysis: { metrics: [{ name: 'latency' }, { name: 'errors', badRateMax: 0.02 }] },
      guards: {
        alarms: [expect.any(String), expect.any(String), expect.any(String), expect.any(String), 'shop-checkout'],
        taskFailuresAllowed: 1,
      },
      rollbackWindowSeconds: 600,
      testRoute: { header: { name: 'x-sluice-lane', value: 'candidate' } },
    });
  });

  it('has parameters that exist beyond the 10,000 standard ones of a Region', () => {
    const parameters = Object.values(storefront.resources).filter(({ Type }) => Type === 'AWS::SSM::Parameter');
    expect(parameters.map(({ Properties }) => Properties?.Tier)).toEqual(['Intelligent-Tiering', 'Intelligent-Tiering']);
  });

  it('is found by a push to its repository', () => {
    const { Properties } = storefront.resources[storefront.idOf('AWS::SSM::Parameter', 'DeclaredImages')] ?? {};
    expect(at(Properties, 'Name.Fn::Join.1')).toEqual([
      '/sluice/images/',
      { 'Fn::ImportValue': expect.stringContaining('Repository') },
      '/storefront',
    ]);
    expect(Properties?.Value).toBe('storefront');
  });

  it.each([
    [{ steps: [{ candidatePercent: 50, bake: '2m' }] }, 'strategy.steps.0.candidatePercent'],
    [{ rollbackWindow: 'soon' }, 'rollbackWindow'],
    [{ analysis: { metrics: ['latncy'] } }, 'analysis.metrics.0'],
    [{ analysis: { metrics: [1, 2, 3, 4, 5].map((n) => queueAge(`q${n}`, 'https://a.example', 'x'.repeat(2_000))) } }, 'allowed are 8192'],
    [{ strategy: 'canary', steps: [{ candidatePercent: 100, bake: '2m' }] }, 'both a strategy'],
  ] satisfies [StorefrontOptions, string][])('is refused at synthesis, by path, when it cannot work: %j', (wrong, path) => {
    expect(() => aStorefront(wrong)).toThrow(path);
  });

  it.each([
    ['whole', Fn.importValue('Workspace')],
    ['in part', `https://${Fn.importValue('Host')}/api`],
  ])('may name a source that is only known when it is deployed, %s', (_, url) => {
    expect(() => aStorefront({ analysis: { metrics: [queueAge('queue', url, 'max(age{lane="{lane}"})')] } })).not.toThrow();
    const query = `max(age{workspace="${Fn.importValue('Workspace')}",lane="{colour}"})`;
    expect(() => aStorefront({ analysis: { metrics: [queueAge('queue', url, query)] } })).toThrow('correct the word in braces');
  });
});

function aStorefront(options: StorefrontOptions): StorefrontStack {
  const app = anApp();
  const { repository } = new ImageStack(app, 'Images', { repositoryName: 'storefront' });
  const controlPlane = { keepLanesArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', deploymentRoleName: 'd' };
  return new StorefrontStack(app, 'Storefront', { controlPlane, repository, options });
}

function queueAge(name: string, url: string, query: string) {
  return { kind: 'threshold', name, source: { kind: 'prometheus', url, query }, failWhen: { above: 30 } };
}

/** What a reference could be once it is deployed. */
function deployed(reference: unknown): string {
  const id = String(at(reference, 'Ref') ?? at(reference, 'Fn::GetAtt.0') ?? 'storefront');
  const place = 'eu-west-1:111122223333';
  switch (storefront.resources[id]?.Type) {
    case 'AWS::ECS::TaskDefinition':
      return `arn:aws:ecs:${place}:task-definition/storefront:7`;
    case 'AWS::ElasticLoadBalancingV2::TargetGroup':
      return `arn:aws:elasticloadbalancing:${place}:targetgroup/${id.slice(0, 20)}/73e2d6bc24d8a067`;
    case 'AWS::ElasticLoadBalancingV2::ListenerRule':
      return `arn:aws:elasticloadbalancing:${place}:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/${Buffer.from(id).toString('hex')}`;
    case 'AWS::CloudWatch::Alarm':
      return `arn:aws:cloudwatch:${place}:alarm:${id}`;
    default:
      return 'storefront';
  }
}
