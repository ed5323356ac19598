import type { ScalableTarget, ScalingPolicy } from '@aws-sdk/client-application-auto-scaling';
import type { ServiceSizes } from '../ecs/service-sizes.ts';
import type { ModelledService, ModelNeeds } from '../modelled-service.ts';
import { scalableTargets } from './scalable-targets.ts';
import { scalingPolicies } from './scaling-policies.ts';
import { scalingResources } from './scaling-resources.ts';

/** What Application Auto Scaling needs: the sizes it may change. */
export interface ScalingNeeds extends ModelNeeds {
  readonly sizes: ServiceSizes;
}

/** Everything the model remembers, by `resourceId|dimension` and by policy ARN. */
export interface ScalingState {
  readonly targets: Map<string, ScalableTarget>;
  readonly policies: Map<string, ScalingPolicy>;
}

/**
 * The modelled Application Auto Scaling for ECS services: ranges are enforced, policies are stored and never act.
 * Behaviour and sources: local/behaviour/containers-and-load-balancing.md.
 */
export function applicationAutoScaling(needs: ScalingNeeds): ModelledService {
  const state: ScalingState = { targets: new Map(), policies: new Map() };
  const operations = { ...scalableTargets(state, needs), ...scalingPolicies(state, needs) };
  return { id: 'ApplicationAutoScaling', operations, resources: scalingResources(operations) };
}
