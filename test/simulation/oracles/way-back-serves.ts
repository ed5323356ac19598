import type { DescribeTargetHealthCommandOutput, ModifyRuleInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CallRecord } from '../../../local/aws/router.ts';
import { type ServiceName, simulatedServices } from '../scenario/simulated-services.ts';
import type { Oracle } from './oracle.ts';
import { askedMs } from './seen/executions-of.ts';
import { heardInTime } from './seen/heard-in-time.ts';
import { machineOf } from './seen/machine-of.ts';
import { type Seen, seen } from './seen/seen.ts';

/** What ELB last told the machine of a service: healthy targets of stable, and then of the candidate; `unknown` when it did not answer. */
interface Told {
  readonly atMs: number;
  readonly stable: number;
  readonly candidate?: number | 'unknown';
}

/** Stable may be worse than what it is there to save from. */
export const wayBackServes: Oracle = {
  id: 'F12',
  name: 'no way back from healthy targets to none',
  holds:
    'a machine that ELB told that stable has no healthy target sends nobody back while the candidate has some, unless ELB cannot tell it',
  watch: (sim) => {
    const book = seen(sim);
    const told = new Map<ServiceName, Told>();
    return {
      afterCall: (ended) => {
        if (machineOf(ended) === undefined) return undefined;
        if (ended.operation === 'DescribeTargetHealth' && heardInTime(sim, ended)) listen(book, told, ended);
        return ended.operation === 'ModifyRule' ? wrongWayBack(book, told, ended) : undefined;
      },
    };
  },
};

function listen(book: Seen, told: Map<ServiceName, Told>, { input, outcome }: CallRecord): void {
  const { TargetGroupArn } = input as { readonly TargetGroupArn?: string };
  for (const { name } of simulatedServices) {
    const { stable, candidate } = book.latest(name)?.plan ?? {};
    const healthy = outcome.kind === 'answered' ? healthyIn(outcome.output as DescribeTargetHealthCommandOutput) : undefined;
    const before = told.get(name);
    if (stable?.targetGroupArn === TargetGroupArn) {
      if (healthy === undefined) told.delete(name);
      else told.set(name, { atMs: book.sim.now().getTime(), stable: healthy + uncheckedIn(outcome) });
    } else if (candidate?.targetGroupArn === TargetGroupArn && before !== undefined)
      told.set(name, { ...before, candidate: healthy ?? 'unknown' });
  }
}

function healthyIn({ TargetHealthDescriptions = [] }: DescribeTargetHealthCommandOutput): number {
  return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').length;
}

/** Targets of a group that no rule names are checked by nobody, and may serve. */
function uncheckedIn(outcome: CallRecord['outcome']): number {
  if (outcome.kind !== 'answered') return 0;
  const { TargetHealthDescriptions = [] } = outcome.output as DescribeTargetHealthCommandOutput;
  return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.Reason === 'Target.NotInUse').length;
}

function wrongWayBack(book: Seen, told: ReadonlyMap<ServiceName, Told>, { at, input }: CallRecord): string | undefined {
  const { RuleArn, Actions = [] } = input as ModifyRuleInput;
  for (const { name } of simulatedServices) {
    const latest = book.latest(name);
    const heard = told.get(name);
    if (latest === undefined || latest.plan.ruleArn !== RuleArn) continue;
    // A shift that lands late was decided before; and an answer from before the machine asked again is no answer.
    if (heard === undefined || at.getTime() < heard.atMs || heard.atMs < askedMs(book.sim, name, 'InspectStable')) continue;
    const candidateHealthy = heard.candidate ?? (heard.atMs <= askedMs(book.sim, name, 'InspectServing') ? 'unknown' : undefined);
    if (heard.stable !== 0 || candidateHealthy === 'unknown' || candidateHealthy === 0) continue;
    const { stable, candidate } = latest.plan;
    const groups = Actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
    const isBack = groups.every(({ TargetGroupArn, Weight = 0 }) => Weight === 0 || TargetGroupArn === stable.targetGroupArn);
    const { healthy } = book.sim.service(name)[candidate.lane];
    if (isBack && healthy > 0)
      return `${latest.id} goes from ${healthy} healthy targets of ${candidate.lane} back to none of ${stable.lane}`;
  }
  return undefined;
}
