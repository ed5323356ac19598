import type { AwsCalls } from '../aws-calls.ts';
import type { AwsEvent } from '../aws-event.ts';
import type { ModelNeeds } from '../modelled-service.ts';
import { deliver, type Undelivered } from './deliver.ts';
import type { Rule, RuleTarget } from './rule.ts';
import type { Delivery } from './rule-properties.ts';

/**
 * When one event reaches one target: delays in milliseconds after the bus took it. `[]` loses it, two values deliver it twice, a longer
 * delay than the next event's reorders the two. The default is one delivery at once.
 */
export type Arrivals = (delivery: Delivery) => readonly number[];

/** What deliveries are made with. `latencyMs` is added to every arrival. */
export type DispatcherNeeds = ModelNeeds & { readonly calls: AwsCalls; readonly arrivals?: Arrivals; readonly latencyMs?: () => number };

/** Sends events to the targets of rules. */
export interface Dispatcher {
  /** Starts one delivery per target; never synchronously. */
  dispatch(rule: Rule, event: AwsEvent): void;
  /** The last 1,000 deliveries that were given up, oldest first. */
  undelivered(): readonly Undelivered[];
}

const undeliveredMax = 1000;

/** Makes the dispatcher of one EventBridge. */
export function dispatcher(needs: DispatcherNeeds): Dispatcher {
  const givenUp: Undelivered[] = [];

  const send = async (delivery: Delivery, target: RuleTarget) => {
    const lost = await deliver(delivery, target.input(delivery.event), target.route, needs);
    if (lost !== undefined && givenUp.push(lost) > undeliveredMax) givenUp.shift();
  };

  return {
    dispatch: (rule, event) => {
      for (const target of rule.targets) {
        const delivery = { event, ruleName: rule.name, ruleArn: rule.arn, targetId: target.id, targetArn: target.arn };
        for (const delayMs of needs.arrivals?.(delivery) ?? [0]) {
          // A rejection here is a defect of the world; left unhandled, it ends the process and is seen.
          needs.clock.after(delayMs + (needs.latencyMs?.() ?? 0), () => void send(delivery, target));
        }
      }
    },
    undelivered: () => [...givenUp],
  };
}
