import type { Action, Listener, LoadBalancer, RuleCondition, Tag, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cancel } from '../../clock.ts';
import type { HealthCheck, TargetState } from './target-health.ts';
import type { Target } from './target-registry.ts';

/** A registered target; `cancel` stops its next health check. */
export interface TargetRecord {
  readonly target: Target;
  state: TargetState;
  cancel: Cancel;
  /** Resolves when the deregistration delay is over; set once. */
  drained?: Promise<void>;
}

/** A target group: the API's description, how it checks, its attributes and its targets by `host:port`. */
export interface TargetGroupRecord {
  description: TargetGroup & { readonly TargetGroupArn: string; readonly TargetGroupName: string };
  check: HealthCheck;
  attributes: ReadonlyMap<string, string>;
  readonly targets: Map<string, TargetRecord>;
}

/** A listener rule: what the API answers at once (`actions`) and what the data plane already follows (`live`). */
export interface RuleRecord {
  readonly arn: string;
  readonly listenerArn: string;
  /** A number as text, or `default`. */
  priority: string;
  conditions: readonly RuleCondition[];
  actions: readonly Action[];
  live: readonly Action[];
  /** How many changes were asked, and which of them the data plane follows. */
  changes: number;
  followed: number;
}

/** Everything the modelled Elastic Load Balancing remembers. */
export interface ElbState {
  readonly loadBalancers: Map<string, LoadBalancer & { readonly LoadBalancerArn: string }>;
  readonly listeners: Map<string, Listener & { readonly ListenerArn: string; readonly LoadBalancerArn: string }>;
  readonly rules: Map<string, RuleRecord>;
  readonly targetGroups: Map<string, TargetGroupRecord>;
  readonly tags: Map<string, readonly Tag[]>;
  /** Rises with every change of rules or targets: whoever keeps a compiled view compares it. */
  version: number;
  /** Rises with every change of what the API answers about rules. */
  rulesVersion: number;
}

export function emptyElbState(): ElbState {
  return {
    loadBalancers: new Map(),
    listeners: new Map(),
    rules: new Map(),
    targetGroups: new Map(),
    tags: new Map(),
    version: 0,
    rulesVersion: 0,
  };
}
