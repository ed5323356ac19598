import type { RecordMetric } from '../../load-balancer/record-metric.ts';
import type { ModelledService, ModelNeeds, Operation } from '../modelled-service.ts';
import { type BalancingView, balancingView } from './balancing-view.ts';
import { descriptions } from './descriptions.ts';
import { elbResources } from './elb-resources.ts';
import { emptyElbState } from './elb-state.ts';
import { targetHealthChecks } from './health-checks.ts';
import { recordHostCounts } from './host-counts.ts';
import { listenerRules } from './listener-rules.ts';
import { type RoutingView, routingView } from './routing-view.ts';
import type { Probe, TargetRegistry } from './target-registry.ts';

/** What the model needs beyond time and chance. Delays are world milliseconds; 0 when not given. */
export interface ElbNeeds extends ModelNeeds {
  readonly probe: Probe;
  readonly record: RecordMetric;
  /** How long a call takes; asked for each call. */
  readonly callMs?: (operation: string) => number;
  /** How long the data plane takes to follow a changed rule; asked for each change. */
  readonly propagationMs?: () => number;
  /** From registration to the first health check. */
  readonly registrationMs?: number;
}

/** The modelled Elastic Load Balancing v2: its API, the registry that ECS uses, and what proxies and simulators route by. */
export interface ElbModel extends ModelledService {
  readonly targets: TargetRegistry;
  readonly loadBalancerArns: () => readonly string[];
  readonly routing: (loadBalancerArn: string) => RoutingView;
  /** What the rules say and how targets are, without a call. */
  readonly view: BalancingView;
  /** Ends health checks and metrics. */
  readonly stop: () => void;
}

/** Behaviour and sources: local/behaviour/containers-and-load-balancing.md. */
export function elasticLoadBalancing(needs: ElbNeeds): ElbModel {
  const state = emptyElbState();
  const targets = targetHealthChecks(state, { ...needs, registrationMs: needs.registrationMs ?? 0 });
  const stopCounting = recordHostCounts(state, targets, needs);
  const propagationMs = needs.propagationMs ?? (() => 0);
  const operations = { ...descriptions(state), ...listenerRules(state, { clock: needs.clock, propagationMs }) };
  return {
    id: 'ElasticLoadBalancingV2',
    operations: slowed(operations, needs),
    resources: elbResources(state, { ...needs, propagationMs }),
    targets,
    loadBalancerArns: () => [...state.loadBalancers.keys()],
    routing: (arn) => routingView(state, arn),
    view: balancingView(state),
    stop: () => {
      targets.stop();
      stopCounting();
    },
  };
}

function slowed(operations: Readonly<Record<string, Operation>>, { callMs, clock }: ElbNeeds): Readonly<Record<string, Operation>> {
  if (callMs === undefined) return operations;
  const slow = ([name, operation]: readonly [string, Operation]): [string, Operation] => [
    name,
    async (input, caller) => {
      await clock.sleep(callMs(name));
      return operation(input, caller);
    },
  ];
  return Object.fromEntries(Object.entries(operations).map(slow));
}
