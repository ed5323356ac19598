import { readFileSync } from 'node:fs';
import { admission } from '../../core/deployment/admission.ts';
import type { AdmissionLane } from '../../core/deployment/admission-facts.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import { DefectError } from '../../core/errors.ts';
import { valueAt } from '../../core/input.ts';
import { parseService } from '../../core/service/parse-service.ts';

const account = 'eu-west-1:111122223333';
const elb = `arn:aws:elasticloadbalancing:${account}`;
const targetGroupArns = {
  blue: `${elb}:targetgroup/storefront-blue/73e2d6bc24d8a067`,
  green: `${elb}:targetgroup/storefront-green/8f1d6bc24d8a0671`,
};
const source = {
  Family: 'storefront',
  NetworkMode: 'awsvpc',
  ContainerDefinitions: [
    { Name: 'app', Image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/storefront@sha256:${'0'.repeat(64)}`, Essential: true },
  ],
};

/**
 * The plan that the demo's own file asks for, as admission makes it.
 *
 * @throws {DefectError} admission refuses it.
 */
export function demoPlan(): Plan {
  const file: unknown = JSON.parse(readFileSync(new URL('../../examples/storefront/sluice.json', import.meta.url), 'utf8'));
  const { blue, green } = targetGroupArns;
  const service = parseService({
    name: 'storefront',
    cluster: 'demo',
    lanes: {
      blue: { ecsService: 'storefront-blue', targetGroupArn: blue },
      green: { ecsService: 'storefront-green', targetGroupArn: green },
    },
    listenerRuleArn: `${elb}:listener-rule/app/storefront/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
    container: 'app',
    repository: 'storefront',
    taskDefinition: 'storefront',
    strategy: { steps: valueAt(file, 'service.steps') },
    analysis: valueAt(file, 'service.analysis'),
  });
  const digest = `sha256:${'a'.repeat(64)}`;
  const groups = [blue, green].map((arn, index) => ({ TargetGroupArn: arn, Weight: index === 0 ? 100 : 0 }));
  const answer = admission({
    deploymentId: 'storefront-20261120T100000Z-1a2b3c4d',
    service,
    request: { service: 'storefront', imageDigest: digest, trigger: { kind: 'image-push', id: 'push-1', at: '2026-11-20T10:00:00.000Z' } },
    pageTopicArn: `arn:aws:sns:${account}:sluice-page`,
    rule: {
      actions: [{ Type: 'forward', Order: 1, ForwardConfig: { TargetGroups: groups, TargetGroupStickinessConfig: { Enabled: false } } }],
      isDefault: false,
    },
    lanes: { blue: lane(2), green: lane(0) },
    source,
    image: { kind: 'found', digest },
    alarms: { found: [], missing: [] },
    scalableTargets: [],
  });
  if (answer.kind === 'refused') throw new DefectError(`the demo's own plan is refused: ${answer.because}`);
  return answer.plan;
}

function lane(tasks: number): AdmissionLane {
  return {
    status: 'ACTIVE',
    desiredCount: tasks,
    runningCount: tasks,
    pendingCount: 0,
    deployments: [
      { taskDefinitionArn: `arn:aws:ecs:${account}:task-definition/storefront:1`, rolloutState: 'COMPLETED', because: undefined },
    ],
    healthyTargets: tasks,
    revision: source,
    deregistrationDelaySeconds: 15,
  };
}
