import type { PutCompositeAlarmInput, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { SluiceError } from '../../../../core/errors.ts';
import { type AwsCalls, UnmodelledCallError } from '../../aws-calls.ts';
import type { DefaultBus } from '../../aws-event.ts';
import { identifiers } from '../../identifiers.ts';
import type { ModelNeeds } from '../../modelled-service.ts';
import { validationError } from '../cloudwatch-errors.ts';
import type { MetricStore } from '../metric-store.ts';
import type { Alarm, AlarmState } from './alarm.ts';
import { actionsFor, checkActions, runAction } from './alarm-actions.ts';
import { AlarmBook } from './alarm-book.ts';
import { alarmDefinition } from './alarm-definition.ts';
import { evaluateAlarm } from './alarm-evaluation.ts';
import { alarmStateChange, compositeConfiguration, metricConfiguration } from './alarm-events.ts';
import { AlarmTimers } from './alarm-timers.ts';
import { checkChildren, compositeState } from './composite-evaluation.ts';
import { compositeRule } from './composite-rule.ts';

/** What alarms are evaluated with. */
export type AlarmNeeds = ModelNeeds & { readonly store: MetricStore; readonly bus: DefaultBus; readonly calls: AwsCalls };

const suppressors = ['ActionsSuppressor', 'ActionsSuppressorWaitPeriod', 'ActionsSuppressorExtensionPeriod'] as const;

/** All alarms of the account: evaluated on the world's clock, told to the bus, acted upon. */
export class Alarms {
  readonly book: AlarmBook;
  readonly #needs: AlarmNeeds;
  readonly #timers: AlarmTimers;

  constructor(needs: AlarmNeeds) {
    this.#needs = needs;
    this.#timers = new AlarmTimers(needs.clock, needs.random);
    this.book = new AlarmBook(needs.clock, (alarm, previous) => this.#transitioned(alarm, previous));
  }

  /**
   * `PutMetricAlarm`: makes the alarm or overwrites all of it but its state.
   * @throws {CloudWatchServiceException} `ValidationError`. @throws {UnmodelledCallError}
   */
  putMetric(input: PutMetricAlarmInput): string {
    const name = this.#checkedName(input, 'MetricAlarm');
    const definition = alarmDefinition(input, this.#needs.store);
    // What cannot change is named once, not at every evaluation.
    for (const { MetricStat } of definition.queries) Object.freeze(MetricStat?.Metric);
    const plainId = identifiers(this.#needs.random).uuid();
    const newSince = this.book.isNew(name) ? this.#needs.clock.now() : undefined;
    this.book.put({
      ...this.#common(name, input),
      type: 'MetricAlarm',
      configuration: input,
      definition,
      eventConfiguration: metricConfiguration(input, definition, plainId),
    });
    this.#timers.start(name, definition.periodSeconds < 60 ? 10_000 : 60_000, () => {
      const before = { value: this.book.find(name)?.state.value, newSince };
      const evaluation = evaluateAlarm(definition, this.#needs.store, this.#needs.clock.now(), before);
      if (evaluation.verdict !== 'keep') this.book.setState(name, { ...evaluation, value: evaluation.verdict });
    });
    return name;
  }

  /**
   * `PutCompositeAlarm`. Its rule is evaluated at once, and after each change of a child.
   * @throws {CloudWatchServiceException} `ValidationError`. @throws {UnmodelledCallError} a suppressor, a cycle.
   */
  putComposite(input: PutCompositeAlarmInput): string {
    const name = this.#checkedName(input, 'CompositeAlarm');
    const suppressor = suppressors.find((member) => input[member] !== undefined);
    if (suppressor !== undefined) throw new UnmodelledCallError(`${suppressor} of a composite alarm`);
    const rule = compositeRule(input.AlarmRule ?? '');
    checkChildren(name, rule, this.book);
    this.book.put({
      ...this.#common(name, input),
      type: 'CompositeAlarm',
      configuration: input,
      rule,
      eventConfiguration: compositeConfiguration(input),
    });
    this.#evaluateComposite(name, undefined);
    return name;
  }

  /** `DeleteAlarms`. @throws {ResourceNotFound} one does not exist; then none is deleted. */
  remove(names: readonly string[]): void {
    this.book.remove(names);
    for (const name of names) this.#timers.cancel(name);
  }

  /** Ends all evaluation. */
  stop(): void {
    this.#timers.cancelAll();
  }

  #checkedName(input: PutMetricAlarmInput | PutCompositeAlarmInput, type: Alarm['type']): string {
    const name = input.AlarmName ?? '';
    if (name === '' || name.length > 255) throw validationError('AlarmName must have 1 to 255 characters.');
    const before = this.book.find(name);
    if (before !== undefined && before.type !== type) throw validationError(`An alarm of another type has the name ${name} already.`);
    checkActions(input);
    return name;
  }

  #common(name: string, { ActionsEnabled = true }: PutMetricAlarmInput | PutCompositeAlarmInput) {
    const { account, region, clock } = this.#needs;
    const arn = `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
    return { name, arn, configuredAt: clock.now(), actionsEnabled: ActionsEnabled };
  }

  #evaluateComposite(name: string, trigger: Alarm | undefined): void {
    const alarm = this.book.find(name);
    if (alarm?.type === 'CompositeAlarm') this.book.setState(name, compositeState(alarm, this.book, trigger));
  }

  #transitioned(alarm: Alarm, previous: AlarmState): void {
    this.#needs.bus.emit(alarmStateChange(alarm, previous));
    const actions = alarm.actionsEnabled ? actionsFor(alarm.configuration, alarm.state.value) : [];
    // A rejection here is a defect of the world; left unhandled, it ends the process and is seen.
    for (const arn of actions) void this.#act(arn, alarm, previous);
    for (const parent of this.book.all()) {
      if (parent.type !== 'CompositeAlarm' || !parent.rule.children.includes(alarm.name)) continue;
      this.#needs.clock.after(0, () => this.#evaluateComposite(parent.name, alarm));
    }
  }

  async #act(arn: string, alarm: Alarm, previous: AlarmState): Promise<void> {
    try {
      await runAction(arn, alarm, previous, this.#needs.calls);
      this.book.remember(alarm, 'Action', `Successfully executed action ${arn}`, { actionState: 'Succeeded', notificationResource: arn });
    } catch (error) {
      if (!(error instanceof Error) || (error instanceof SluiceError && error.fault === 'defect')) throw error;
      this.book.remember(alarm, 'Action', `Failed to execute action ${arn}`, { actionState: 'Failed', error: error.message });
    }
  }
}
