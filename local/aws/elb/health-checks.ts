import type { ModelNeeds } from '../modelled-service.ts';
import { found } from './elb-errors.ts';
import type { ElbState, TargetGroupRecord, TargetRecord } from './elb-state.ts';
import { loadBalancersOf } from './load-balancers-of.ts';
import { afterProbe, draining, registered, type TargetState } from './target-health.ts';
import type { Probe, Target, TargetRegistry } from './target-registry.ts';

/** The attribute that says how long a leaving target drains. */
const deregistrationDelay = 'deregistration_delay.timeout_seconds';

/** The target registry, and `stop`, which ends every health check. */
export type TargetHealthChecks = TargetRegistry & { stop(): void };

/**
 * Registers targets, checks each one every interval of world time, and drains those that leave. The first check comes
 * `registrationMs` after registration. A group that no rule names is not checked.
 */
export function targetHealthChecks(
  state: ElbState,
  needs: Pick<ModelNeeds, 'clock'> & { readonly probe: Probe; readonly registrationMs: number },
): TargetHealthChecks {
  const listeners: ((targetGroupArn: string, target: Target) => void)[] = [];
  const set = (group: TargetGroupRecord, record: TargetRecord, next: TargetState) => {
    const changed = record.state.state !== next.state;
    record.state = next;
    if (!changed) return;
    state.version += 1;
    for (const listener of listeners) listener(group.description.TargetGroupArn, record.target);
  };
  const check = async (group: TargetGroupRecord, record: TargetRecord) => {
    const inUse = loadBalancersOf(state, group.description.TargetGroupArn).length > 0;
    if (inUse) {
      const answer = await needs.probe(record.target, group.check);
      if (group.targets.get(keyOf(record.target)) !== record || record.drained !== undefined) return;
      set(group, record, afterProbe(record.state, answer, group.check));
    }
    record.cancel = needs.clock.after(group.check.intervalSeconds * 1_000, () => void check(group, record));
  };
  return {
    register: (arn, target) => {
      const group = found(state.targetGroups, arn, 'target group');
      const record: TargetRecord = { target, state: registered, cancel: () => undefined };
      group.targets.get(keyOf(target))?.cancel();
      group.targets.set(keyOf(target), record);
      state.version += 1;
      record.cancel = needs.clock.after(needs.registrationMs, () => void check(group, record));
    },
    deregister: (arn, target) => {
      const group = found(state.targetGroups, arn, 'target group');
      const record = group.targets.get(keyOf(target));
      if (record === undefined) return Promise.resolve();
      record.cancel();
      record.drained ??= needs.clock.sleep(delaySeconds(group) * 1_000).then(() => {
        if (group.targets.get(keyOf(target)) === record) group.targets.delete(keyOf(target));
        state.version += 1;
      });
      set(group, record, draining(record.state));
      return record.drained;
    },
    state: (arn, target) => state.targetGroups.get(arn)?.targets.get(keyOf(target))?.state.state,
    onChange: (listener) => void listeners.push(listener),
    inUse: (arn) => loadBalancersOf(state, arn).length > 0,
    stop: () => {
      for (const group of state.targetGroups.values()) for (const record of group.targets.values()) record.cancel();
    },
  };
}

function keyOf({ host, port }: Target): string {
  return `${host}:${port}`;
}

function delaySeconds(group: TargetGroupRecord): number {
  return Number(group.attributes.get(deregistrationDelay) ?? 300);
}
