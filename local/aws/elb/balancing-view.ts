import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ElbState } from './elb-state.ts';
import type { TargetState } from './target-health.ts';

/** A rule as the API answers it, and as the data plane follows it. */
export interface RuleView {
  readonly asked: readonly Action[];
  readonly live: readonly Action[];
}

/** A registered target. */
export interface TargetView {
  readonly host: string;
  readonly state: TargetState['state'];
  /** It was deregistered and only keeps its open requests. */
  readonly leaving: boolean;
}

/** Load balancing as it is now: for onlookers that must not call AWS. */
export interface BalancingView {
  /** Undefined when there is no such rule. */
  rule(ruleArn: string): RuleView | undefined;
  targets(targetGroupArn: string): readonly TargetView[];
}

/** Looks at the state itself; nothing is copied that could change. */
export function balancingView({ rules, targetGroups }: ElbState): BalancingView {
  return {
    rule: (arn) => {
      const found = rules.get(arn);
      return found === undefined ? undefined : { asked: found.actions, live: found.live };
    },
    targets: (arn) =>
      [...(targetGroups.get(arn)?.targets.values() ?? [])].map(({ target, state, drained }) => ({
        host: target.host,
        state: state.state,
        leaving: drained !== undefined,
      })),
  };
}
