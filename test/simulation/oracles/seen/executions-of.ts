import type { Plan } from '../../../../core/deployment/plan.ts';
import type { Execution } from '../../../../local/asl/execution.ts';
import type { ServiceName } from '../../scenario/simulated-services.ts';
import type { Simulated } from '../../world/simulated.ts';

/** Every execution that works, or worked, on a service: deployments, and restores beside them. */
export function executionsOf(sim: Simulated, service: ServiceName): readonly Execution[] {
  const deployments = sim.deployments().filter((each) => each.service === service);
  const restores = sim.restores().filter(({ request }) => (request.input as { readonly plan?: Partial<Plan> }).plan?.service === service);
  return [...deployments.map(({ execution }) => execution), ...restores];
}
