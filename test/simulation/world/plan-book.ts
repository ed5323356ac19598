import type { Plan } from '../../../core/deployment/plan.ts';
import type { CallRecord } from '../../../local/aws/router.ts';

/** The plans of admitted deployments, as their machine got them. */
export interface PlanBook {
  /** Takes a plan out of an answer of `admit-deployment`. */
  learn(ended: CallRecord): void;
  of(deploymentId: string): Plan | undefined;
}

/** Makes an empty book. */
export function planBook(): PlanBook {
  const plans = new Map<string, Plan>();
  return {
    of: (id) => plans.get(id),
    learn: ({ service, operation, input, outcome }) => {
      if (service !== 'Lambda' || operation !== 'Invoke' || outcome.kind !== 'answered') return;
      if (!/sluice-admit-deployment/.test(String((input as { readonly FunctionName?: string }).FunctionName))) return;
      const { Payload } = outcome.output as { readonly Payload?: Uint8Array };
      const answer = JSON.parse(new TextDecoder().decode(Payload)) as { readonly kind?: string; readonly plan?: Plan };
      if (answer.kind === 'admitted' && answer.plan !== undefined) plans.set(answer.plan.deploymentId, answer.plan);
    },
  };
}
