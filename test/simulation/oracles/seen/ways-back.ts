import type { Plan } from '../../../../core/deployment/plan.ts';
import type { Execution } from '../../../../local/asl/execution.ts';
import type { Simulated } from '../../world/simulated.ts';
import { firstEnteredMs } from './entered-states.ts';
import { givenPlan } from './executions-of.ts';

/** The branch that leads back, whichever machine runs it. */
export interface WayBack {
  readonly execution: Execution;
  readonly plan: Plan;
  /** World milliseconds. */
  readonly sinceMs: number;
}

/** Every execution that has begun to go back, running or over. */
export function waysBack(sim: Simulated): readonly WayBack[] {
  const deployments = sim.deployments().map(({ execution, plan }) => ({ execution, plan }));
  const restores = sim.restores().map((execution) => ({ execution, plan: givenPlan(execution) }));
  return [...deployments, ...restores].flatMap(({ execution, plan }) => {
    const sinceMs = firstEnteredMs(execution, 'InspectStable');
    return plan === undefined || sinceMs === undefined ? [] : [{ execution, plan, sinceMs }];
  });
}
