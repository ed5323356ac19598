import type { ModelledService } from '../modelled-service.ts';
import { scalableTargets } from './scalable-targets.ts';
import { scalingPolicies } from './scaling-policies.ts';
import { scalingResources } from './scaling-resources.ts';
import type { ScalingNeeds, ScalingState } from './scaling-state.ts';

/**
 * The modelled Application Auto Scaling for ECS services: ranges are enforced, policies are stored and never act.
 * Behaviour and sources: local/behaviour/containers-and-load-balancing.md.
 */
export function applicationAutoScaling(needs: ScalingNeeds): ModelledService {
  const state: ScalingState = { targets: new Map(), policies: new Map() };
  const operations = { ...scalableTargets(state, needs), ...scalingPolicies(state, needs) };
  return { id: 'ApplicationAutoScaling', operations, resources: scalingResources(operations) };
}
