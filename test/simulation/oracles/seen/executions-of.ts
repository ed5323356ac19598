import type { Plan } from '../../../../core/deployment/plan.ts';
import type { Execution } from '../../../../local/asl/execution.ts';
import type { ServiceName } from '../../scenario/simulated-services.ts';
import type { Simulated } from '../../world/simulated.ts';
import { enteredStates } from './entered-states.ts';

/** Every execution that works, or worked, on a service: deployments, and restores beside them. */
export function executionsOf(sim: Simulated, service: ServiceName): readonly Execution[] {
  const deployments = sim.deployments().filter((each) => each.service === service);
  const restores = sim.restores().filter((execution) => givenPlan(execution)?.service === service);
  return [...deployments.map(({ execution }) => execution), ...restores];
}

/** The plan that a restore was started with; undefined: it is a deployment, which makes its own. */
export function givenPlan({ request }: Execution): Plan | undefined {
  return (request.input as unknown as { readonly plan?: Plan }).plan;
}

/** When a machine last asked ELB whether stable, or the candidate, serves, answered or not, in world milliseconds; 0: none ever did. */
export function askedMs(sim: Simulated, service: ServiceName, state: 'InspectStable' | 'InspectServing'): number {
  const asked = executionsOf(sim, service).map((execution) => enteredStates(execution).findLast(({ name }) => name === state)?.atMs ?? 0);
  return Math.max(0, ...asked);
}
