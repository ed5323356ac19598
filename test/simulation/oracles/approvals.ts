import { simulatedServices } from '../scenario/simulated-services.ts';
import type { Oracle } from './oracle.ts';
import { enteredStates } from './seen/entered-states.ts';
import { entriesIn } from './seen/entries-in.ts';
import { isSluices } from './seen/machine-of.ts';
import { seen } from './seen/seen.ts';
import { eachShift } from './seen/shift-seen.ts';

/** Nobody agreed. */
export const approvedFirst: Oracle = {
  id: 'F58',
  name: 'no step without its approval',
  holds:
    'a step that asks for approval gets users only after a person approved that step of that deployment; an approval of another counts for nothing',
  watch: (sim) => {
    const book = seen(sim);
    const given = new Set<string>();
    const shifted = eachShift(book, ({ deployment, stepIndex }) => {
      const { id, plan } = deployment;
      if (plan.steps[stepIndex]?.approval !== true || given.has(`${id} ${stepIndex}`)) return undefined;
      return `${id} takes step ${stepIndex} without anybody's approval`;
    });
    return {
      afterCall: (ended) => {
        const asked = isSluices(ended) ? [] : entriesIn(ended);
        for (const { type, detail } of asked) if (type === 'ApprovalGiven') given.add(`${detail.deploymentId} ${detail.stepIndex}`);
        return ended.service === 'ElasticLoadBalancingV2' ? shifted() : undefined;
      },
    };
  },
};

/** What the delivery of an event that failed may take until it is tried again. */
const heardSeconds = 300;

/** The person who agreed has gone home. */
export const approvalsAreHeard: Oracle = {
  id: 'F58',
  name: 'an approval is heard',
  holds: 'no machine goes on waiting for an approval that has been on record for five minutes without a fault',
  watch: (sim) => {
    const book = seen(sim);
    const sinceMs = new Map<string, number>();
    return {
      everyFewSeconds: () => {
        const nowMs = sim.now().getTime();
        for (const { name } of simulatedServices) {
          const latest = book.latest(name);
          if (latest === undefined || latest.execution.outcome !== undefined) continue;
          const state = enteredStates(latest.execution).findLast(
            (entered) => entered.name === 'AwaitApproval' || entered.name === 'NextStep',
          );
          const { stepIndex = -1, approvedSteps = [] } = book.records.of(latest.id) ?? {};
          const isUnheard = state?.name === 'AwaitApproval' && approvedSteps.includes(stepIndex + 1);
          if (!isUnheard || !sim.faultsOver()) sinceMs.delete(latest.id);
          else if (!sinceMs.has(latest.id)) sinceMs.set(latest.id, nowMs);
          if (nowMs - (sinceMs.get(latest.id) ?? nowMs) > heardSeconds * 1_000)
            return `${latest.id} waits for the approval of step ${stepIndex + 1}, which was given`;
        }
        return undefined;
      },
    };
  },
};
