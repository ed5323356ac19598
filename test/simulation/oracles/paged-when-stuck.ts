import type { ModifyRuleInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CallRecord } from '../../../local/aws/router.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { enteredStates } from './seen/entered-states.ts';
import { heardInTime } from './seen/heard-in-time.ts';
import { machineOf } from './seen/machine-of.ts';
import { isPaged, pagesTried } from './seen/pages-tried.ts';
import { seen } from './seen/seen.ts';
import { type WayBack, waysBack } from './seen/ways-back.ts';

/** Sixty refusals and the silences among them, with pauses, before the first page: a minute when ELB answers nothing, and three at most. */
const pageSeconds = 240;

/** A way back waits no longer for an answer about the rule. */
const silentSeconds = 10;

/** What a way back may be refused before a person is called: one call that is tried once, and the same with its sixty retries. */
const refusalsMax = 62;

/** What nobody but a person can mend. */
const forbidden = /not authorized|AccessDenied|NotFound/;

/** What ELB answered to the last calls of one way back that would restore users. */
interface Refused {
  readonly count: number;
  /** It was forbidden from the first on. */
  readonly isForbidden: boolean;
}

/** Denied, throttled, gone: whatever keeps users from going back, a person hears of it. */
export const pagedWhenStuck: Oracle = {
  id: 'F62',
  name: 'a stuck way back calls a person',
  holds: `since a way back began, SNS was asked to call a person about it: before the next try when ELB forbids its first one, after ${refusalsMax} tries in a row that ELB refused, and when it has not brought every user to stable after four minutes, counted anew when they are moved meanwhile`,
  watch: (sim) => {
    const book = seen(sim);
    const { tried, note } = pagesTried();
    const refused = new Map<WayBack['execution'], Refused>();
    const isUnheard = (way: WayBack) => !isPaged(sim, way, tried);
    return {
      afterCall: (ended) => {
        note(ended);
        const way = restoring(sim, ended);
        // An answer that comes too late refuses nothing: its machine has tried again.
        if (way === undefined || !heardInTime(sim, ended, silentSeconds)) return undefined;
        if (ended.outcome.kind === 'answered') {
          refused.delete(way.execution);
          return undefined;
        }
        // A first try without an answer is given up, and what follows is tried again, whatever its answer says.
        const isFirst = enteredStates(way.execution).at(-1)?.name === 'RestoreTraffic';
        const isForbidden = isFirst && forbidden.test(String(ended.outcome.error));
        const before = refused.get(way.execution) ?? { count: 0, isForbidden };
        refused.set(way.execution, { ...before, count: before.count + 1 });
        if (before.count < (before.isForbidden ? 1 : refusalsMax) || !isUnheard(way)) return undefined;
        return `ELB ${before.isForbidden ? 'forbade' : 'refused'} what ${way.execution.request.name} needs ${before.count} times in a row, and nobody was called`;
      },
      everyFewSeconds: () => {
        const stuck = waysBack(sim).find((way) => {
          const { execution, plan, sinceMs } = way;
          if (execution.outcome !== undefined) return false;
          const last = book.traffic.of(plan.service as ServiceName).at(-1);
          const stuckMs = sim.now().getTime() - Math.max(sinceMs, last?.atMs ?? 0);
          return stuckMs > pageSeconds * 1_000 && last?.share[plan.stable.lane] !== 100 && isUnheard(way);
        });
        return stuck && `${stuck.execution.request.name} has been going back for ${pageSeconds} s, and nobody was called`;
      },
    };
  },
};

/** The way back that made a call which restores users, while it goes on. */
function restoring(sim: Simulated, call: CallRecord): WayBack | undefined {
  if (call.operation !== 'ModifyRule' || machineOf(call) === undefined) return undefined;
  const { RuleArn } = call.input as ModifyRuleInput;
  return waysBack(sim).findLast(({ execution, plan, sinceMs }) => {
    return execution.outcome === undefined && plan.ruleArn === RuleArn && call.at.getTime() >= sinceMs;
  });
}
