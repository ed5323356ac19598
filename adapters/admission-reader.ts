import type { AdmissionFacts, AdmissionLane } from '../core/deployment/admission-facts.ts';
import type { RevisionRequest } from '../core/deployment/aws-requests.ts';
import type { DeploymentRequest } from '../core/deployment/deployment.ts';
import type { Lane } from '../core/deployment/lane.ts';
import { imageOf } from '../core/deployment/revision.ts';
import type { Service } from '../core/service/service.ts';
import type { AlarmReader } from './alarm-reader.ts';
import type { EcsReader } from './ecs-reader.ts';
import type { ElbReader } from './elb-reader.ts';
import type { ImageReader } from './image-reader.ts';
import type { LaneReader } from './lane-reader.ts';
import type { ScalingReader } from './scaling-reader.ts';

/**
 * Reads everything that an admission is decided from, all about the same moment.
 *
 * @throws {DependencyError} a part of AWS throttled or did not answer. Retryable.
 */
export type AdmissionReader = (
  service: Service,
  request: DeploymentRequest,
) => Promise<Omit<AdmissionFacts, 'deploymentId' | 'pageTopicArn'>>;

/**
 * Reads what the lease of an admission is made from.
 *
 * @throws {DependencyError} like {@link AdmissionReader}.
 */
export type AdmissionGlance = (service: Service) => Promise<Pick<AdmissionFacts, 'rule' | 'alarms'>>;

/** An {@link AdmissionGlance} on the single readers, one after the other. */
export function admissionGlance(readers: {
  readonly elb: Pick<ElbReader, 'rule'>;
  readonly alarms: Pick<AlarmReader, 'alarms'>;
}): AdmissionGlance {
  return async (service) => {
    const rule = await readers.elb.rule(service.listenerRuleArn);
    return { rule, alarms: await readers.alarms.alarms(service.guards.alarms) };
  };
}

/** An {@link AdmissionReader} on the single readers. */
export function admissionReader(readers: {
  readonly ecs: Pick<EcsReader, 'taskDefinition'>;
  readonly elb: Pick<ElbReader, 'rules' | 'deregistrationDelaySeconds'>;
  readonly lanes: LaneReader;
  readonly alarms: AlarmReader;
  readonly images: ImageReader;
  readonly scaling: ScalingReader;
}): AdmissionReader {
  const readLane = async (cluster: string, lane: Lane): Promise<AdmissionLane> => {
    const [facts, deregistrationDelaySeconds] = await Promise.all([
      readers.lanes.read(cluster, lane),
      readers.elb.deregistrationDelaySeconds(lane.targetGroupArn),
    ]);
    const running = facts.deployments[0]?.taskDefinitionArn;
    const revision = running === undefined ? undefined : await readers.ecs.taskDefinition(running);
    return { ...facts, revision: revision?.request, deregistrationDelaySeconds };
  };

  return async (service, request) => {
    const { blue, green } = service.lanes;
    const { listenerRuleArn, testRoute: { ruleArn: testRuleArn } = {} } = service;
    const [rules, blueFacts, greenFacts, source, alarms, scalableTargets] = await Promise.all([
      readers.elb.rules([listenerRuleArn, ...(testRuleArn === undefined ? [] : [testRuleArn])]),
      readLane(service.cluster, blue),
      readLane(service.cluster, green),
      readers.ecs.taskDefinition(request.taskDefinitionArn ?? service.taskDefinition),
      readers.alarms.alarms(service.guards.alarms),
      readers.scaling.targets(service.cluster, [blue.ecsService, green.ecsService]),
    ]);
    const image = await readers.images.digestOf(service.repository, request.imageDigest ?? referenceIn(service, source?.request));
    return {
      service,
      request,
      rule: rules.get(listenerRuleArn),
      ...(testRuleArn !== undefined && { testRule: rules.get(testRuleArn) }),
      lanes: { blue: blueFacts, green: greenFacts },
      source: source?.request,
      image,
      alarms,
      scalableTargets,
    };
  };
}

/** The tag or digest that a revision names; ECR answers `missing` for the empty one. */
function referenceIn(service: Service, source: RevisionRequest | undefined): string {
  const image = imageOf(source, service.container) ?? '';
  return image.split('@')[1] ?? /:([^/:]+)$/.exec(image)?.[1] ?? 'latest';
}
