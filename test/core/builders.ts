import type { MetricVerdict, Verdict } from '../../core/analysis/verdict.ts';
import { admission } from '../../core/deployment/admission.ts';
import type { AdmissionFacts, AdmissionLane } from '../../core/deployment/admission-facts.ts';
import type { RevisionRequest, RuleActions } from '../../core/deployment/aws-requests.ts';
import type { Progressing, Seen } from '../../core/deployment/move.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import { forward, weightsOf } from '../../core/deployment/traffic.ts';
import { DefectError } from '../../core/errors.ts';
import { parseService } from '../../core/service/parse-service.ts';
import type { Service } from '../../core/service/service.ts';

const account = 'eu-west-1:111122223333';
const elb = `arn:aws:elasticloadbalancing:${account}`;

export const blueArn = `${elb}:targetgroup/orders-blue/73e2d6bc24d8a067`;
export const greenArn = `${elb}:targetgroup/orders-green/8f1d6bc24d8a0671`;
export const digest = `sha256:${'a'.repeat(64)}`;
export const admittedAt = new Date('2026-11-20T10:00:00.000Z');

/** The shortest declaration that is accepted, as a user writes it. */
export function aDeclaration(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    name: 'orders',
    cluster: 'prod',
    lanes: {
      blue: { ecsService: 'orders-blue', targetGroupArn: blueArn },
      green: { ecsService: 'orders-green', targetGroupArn: greenArn },
    },
    listenerRuleArn: `${elb}:listener-rule/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
    container: 'app',
    repository: 'orders',
    taskDefinition: 'orders',
    ...change,
  };
}

/** A service whose verdicts may take ten minutes longer than a bake. */
export function aService(change: Partial<Service> = {}): Service {
  return { ...parseService(aDeclaration({ analysis: { patience: '10m' } })), ...change };
}

/** A task definition as `RegisterTaskDefinition` takes it. */
export function aRevision(
  change: Readonly<Record<string, unknown>> = {},
  container: Readonly<Record<string, unknown>> = {},
): RevisionRequest {
  return {
    Family: 'orders',
    TaskRoleArn: 'arn:aws:iam::111122223333:role/orders-task',
    ExecutionRoleArn: 'arn:aws:iam::111122223333:role/orders-execution',
    NetworkMode: 'awsvpc',
    Cpu: '256',
    Memory: '512',
    ContainerDefinitions: [
      {
        Name: 'app',
        Image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:${'0'.repeat(64)}`,
        Essential: true,
        DockerLabels: { 'com.example.team': 'shop' },
        LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': '/orders' } },
        ...container,
      },
    ],
    ...change,
  };
}

/** A rule's actions with these weights on the lanes. */
export function someActions(blueWeight: number, greenWeight: number): RuleActions {
  const TargetGroups = [
    { TargetGroupArn: blueArn, Weight: blueWeight },
    { TargetGroupArn: greenArn, Weight: greenWeight },
  ];
  return [{ Type: 'forward', Order: 1, ForwardConfig: { TargetGroups, TargetGroupStickinessConfig: { Enabled: false } } }];
}

/** A healthy lane of four tasks. */
export function aLane(change: Partial<AdmissionLane> = {}): AdmissionLane {
  const taskDefinitionArn = `arn:aws:ecs:${account}:task-definition/orders-blue:42`;
  return {
    status: 'ACTIVE',
    desiredCount: 4,
    runningCount: 4,
    pendingCount: 0,
    deployments: [{ taskDefinitionArn, rolloutState: 'COMPLETED', because: undefined }],
    healthyTargets: 4,
    revision: aRevision({ Family: 'orders-blue' }),
    deregistrationDelaySeconds: 30,
    ...change,
  };
}

/** Facts of a deployment that nothing speaks against: blue serves, green is idle. */
export function someFacts(change: Partial<AdmissionFacts> = {}): AdmissionFacts {
  return {
    deploymentId: 'orders-20261120T100000Z-1a2b3c',
    service: aService(),
    request: { service: 'orders', imageDigest: digest, trigger: { kind: 'image-push', id: 'push-1', at: admittedAt.toISOString() } },
    pageTopicArn: `arn:aws:sns:${account}:sluice-page`,
    rule: { actions: someActions(100, 0), isDefault: false },
    lanes: {
      blue: aLane(),
      green: aLane({ desiredCount: 0, runningCount: 0, healthyTargets: 0, revision: aRevision({ Family: 'orders-green' }) }),
    },
    source: aRevision(),
    image: { kind: 'found', digest },
    alarms: { found: [], missing: [] },
    scalableTargets: [],
    ...change,
  };
}

/** The plan of those facts: canary 5, 25, 50, 100 % from blue to green. */
export function aPlan(change: Partial<Plan> = {}): Plan {
  const answer = admission(someFacts());
  if (answer.kind === 'refused') throw new DefectError(`the builder's own facts are refused: ${answer.because}`);
  return { ...answer.plan, ...change };
}

/** A deployment in its first step since {@link admittedAt}. */
export function aProgressing(change: Partial<Progressing> = {}): Progressing {
  const plan = change.plan ?? aPlan();
  return {
    id: plan.deploymentId,
    service: plan.service,
    executionArn: `arn:aws:states:${account}:execution:sluice-deployment:${plan.deploymentId}`,
    status: 'progressing',
    plan,
    fence: 1,
    sequence: 1,
    stepIndex: 0,
    stepStartedAt: admittedAt.toISOString(),
    approvedSteps: [],
    admittedAt: admittedAt.toISOString(),
    ...change,
  };
}

/** What a healthy deployment shows in its present step. */
export function whatIsSeen(deployment: Progressing, change: Partial<Seen> = {}): Seen {
  const percent = deployment.plan.steps[deployment.stepIndex]?.candidatePercent ?? 0;
  return {
    verdict: aVerdict('safe', '0 of 500 candidate requests failed'),
    traffic: weightsOf(forward(deployment.plan, percent)),
    healthyCandidates: deployment.plan.stable.desiredCount,
    healthyStable: deployment.plan.stable.desiredCount,
    alarms: { found: [], missing: [] },
    ...change,
  };
}

/** A later moment of the deployment of {@link aProgressing}. */
export function secondsLater(seconds: number): Date {
  return new Date(admittedAt.getTime() + seconds * 1000);
}

/** A verdict of one metric, which says the same. `hold` and `end` are inconclusive ones that ask for it. */
export function aVerdict(
  kind: Verdict['kind'] | 'hold' | 'end',
  because: string,
  { metrics, warnings = [] }: Partial<Pick<Verdict, 'metrics' | 'warnings'>> = {},
): Verdict {
  const then = kind === 'hold' || kind === 'end' ? kind : 'wait';
  const metric = { kind: kind === 'hold' || kind === 'end' ? ('inconclusive' as const) : kind };
  const judged = { because, metrics: metrics ?? [aMetricVerdict({ because, ...metric })], warnings };
  return metric.kind === 'inconclusive' ? { ...judged, kind: metric.kind, then } : { ...judged, kind: metric.kind };
}

/** What the metric `errors` says of a candidate that nothing is wrong with. */
export function aMetricVerdict(change: Partial<MetricVerdict> = {}): MetricVerdict {
  const counts = { candidate: { requests: 500, bad: 0 }, stable: { requests: 9_500, bad: 0 } };
  const because = '0 of 500 candidate requests failed';
  return { name: 'errors', kind: 'safe', because, dryRun: false, eValue: 1, pValue: 1, counts, ...change };
}
