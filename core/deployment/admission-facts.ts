import type { Service } from '../service/service.ts';
import type { RevisionRequest, RuleActions } from './aws-requests.ts';
import type { DeploymentRequest } from './deployment.ts';
import type { LaneName } from './lane.ts';
import type { LaneFacts } from './readiness.ts';

/** An alarm as CloudWatch describes it. */
export interface AlarmFacts {
  readonly arn: string;
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly actionsEnabled: boolean;
  /** When it last went to ALARM since the deployment began, ISO 8601; absent when it did not, or before there is a deployment. */
  readonly rangAt?: string;
}

/** The scaling of one lane, in the shape of `RegisterScalableTarget`. */
export interface ScalableTargetFacts {
  readonly ServiceNamespace: string;
  /** `service/CLUSTER/ECS_SERVICE` */
  readonly ResourceId: string;
  readonly ScalableDimension: string;
  readonly MinCapacity: number;
  readonly MaxCapacity: number;
  readonly SuspendedState: {
    readonly DynamicScalingInSuspended: boolean;
    readonly DynamicScalingOutSuspended: boolean;
    readonly ScheduledScalingSuspended: boolean;
  };
}

/** One lane before a deployment. */
export interface AdmissionLane extends LaneFacts {
  /** What the lane's ECS service runs, as `RegisterTaskDefinition` would take it; undefined when ECS has it no more. */
  readonly revision: RevisionRequest | undefined;
  readonly deregistrationDelaySeconds: number;
}

/** Everything that was read before a deployment is admitted or refused: plain observations, nothing decided. */
export interface AdmissionFacts {
  readonly deploymentId: string;
  readonly service: Service;
  readonly request: DeploymentRequest;
  readonly pageTopicArn: string;
  /** Undefined when ELB does not know the rule. */
  readonly rule: { readonly actions: RuleActions; readonly isDefault: boolean } | undefined;
  /** The rule of the test route; undefined when there is none, or ELB does not know it. */
  readonly testRule?: AdmissionFacts['rule'];
  readonly lanes: Readonly<Record<LaneName, AdmissionLane>>;
  /** The task definition that the new revision is made from; undefined when ECS does not know it. */
  readonly source: RevisionRequest | undefined;
  /** What the asked-for image stands for in the registry now. */
  readonly image: { readonly kind: 'found'; readonly digest: string } | { readonly kind: 'missing' };
  readonly alarms: { readonly found: readonly AlarmFacts[]; readonly missing: readonly string[] };
  readonly scalableTargets: readonly ScalableTargetFacts[];
}
