import type { PutEventsRequest } from '@aws-sdk/client-eventbridge';
import { physicalName } from '../../template/physical-name.ts';
import type { AwsEvent, DefaultBus } from '../aws-event.ts';
import { identifiers } from '../identifiers.ts';
import type { ModelledService } from '../modelled-service.ts';
import type { ResourceMaker } from '../resource-maker.ts';
import type { Undelivered } from './deliver.ts';
import { type DispatcherNeeds, dispatcher } from './dispatcher.ts';
import { type EventFacts, type Ingest, putEvents } from './put-events.ts';
import { type Rule, rule } from './rule.ts';
import { RuleBook } from './rule-book.ts';
import type { RuleProperties } from './rule-properties.ts';
import { RuleSchedules } from './rule-schedules.ts';

/** The modelled EventBridge with the default bus that AWS services emit to. */
export interface EventBridge extends ModelledService {
  readonly bus: DefaultBus;
  /** The last 1,000 deliveries that were given up, oldest first. */
  undelivered(): readonly Undelivered[];
  /** Cancels all schedules; deliveries under way go on. */
  stop(): void;
}

/**
 * The modelled EventBridge; local/behaviour/events-and-metrics.md says what it promises.
 * @example const { bus } = eventBridge({ clock, random, account, region, calls, arrivals: () => [0, 2_000] });
 */
export function eventBridge(needs: DispatcherNeeds): EventBridge {
  const ids = identifiers(needs.random);
  const book = new RuleBook();
  const { dispatch, undelivered } = dispatcher(needs);

  const envelope = ({ at = needs.clock.now(), ...facts }: EventFacts): AwsEvent => ({
    version: '0',
    id: ids.uuid(),
    ...facts,
    account: needs.account,
    time: `${at.toISOString().slice(0, 19)}Z`,
    region: needs.region,
  });
  const ingest: Ingest = (busName, facts) => {
    const event = envelope(facts);
    for (const matching of book.matching(busName, event)) dispatch(matching, event);
    return event.id;
  };
  const schedules = new RuleSchedules(needs.clock, (due, at) =>
    dispatch(due, envelope({ source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [due.arn], detail: {}, at })),
  );

  return {
    id: 'EventBridge',
    operations: { PutEvents: async (input: PutEventsRequest) => putEvents(input, ingest) },
    resources: {
      'AWS::Events::Rule': ruleMaker(needs, book, schedules),
      'AWS::Events::EventBus': ({ Name }) => {
        const name = String(Name);
        book.addBus(name);
        return { ref: name, attributes: { Name: name, Arn: `arn:aws:events:${needs.region}:${needs.account}:event-bus/${name}` } };
      },
    },
    bus: { emit: (facts) => void ingest('default', facts) },
    undelivered,
    stop: () => schedules.cancelAll(),
  };
}

function ruleMaker({ region, account }: DispatcherNeeds, book: RuleBook, schedules: RuleSchedules): ResourceMaker {
  return (given, resource) => {
    const properties = given as RuleProperties;
    const name = properties.Name ?? physicalName(resource);
    const busName = properties.EventBusName?.split('/').at(-1) ?? 'default';
    const arn = `arn:aws:events:${region}:${account}:rule/${busName === 'default' ? name : `${busName}/${name}`}`;
    const made: Rule = rule(properties, { name, busName, arn });
    const before = resource.previous?.attributes.Arn;
    if (typeof before === 'string' && before !== arn) {
      book.remove(before);
      schedules.cancel(before);
    }
    book.put(made);
    schedules.start(made);
    return { ref: busName === 'default' ? name : `${busName}|${name}`, attributes: { Arn: arn } };
  };
}
