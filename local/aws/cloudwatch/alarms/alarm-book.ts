import { type AlarmHistoryItem, type HistoryItemType, ResourceNotFound } from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../../../clock.ts';
import type { Alarm, AlarmRecord, AlarmState } from './alarm.ts';

/** Told of every change of an alarm's state, after it. */
export type OnTransition = (alarm: Alarm, previous: AlarmState) => void;

/** CloudWatch keeps two weeks; this many entries are kept here, over all alarms. */
const historyMax = 10_000;

/** All alarms with their states and their history. */
export class AlarmBook {
  readonly #alarms = new Map<string, Alarm>();
  readonly #history: AlarmHistoryItem[] = [];
  readonly #clock: Clock;
  readonly #onTransition: OnTransition;

  constructor(clock: Clock, onTransition: OnTransition) {
    this.#clock = clock;
    this.#onTransition = onTransition;
  }

  find(name: string): Alarm | undefined {
    return this.#alarms.get(name);
  }

  /** Whether the alarm does not exist, or has had no data so far. */
  isNew(name: string): boolean {
    return (this.#alarms.get(name)?.state.value ?? 'INSUFFICIENT_DATA') === 'INSUFFICIENT_DATA';
  }

  /** By name. */
  all(): readonly Alarm[] {
    return [...this.#alarms.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Oldest first; alarms that are gone keep their history. */
  history(): readonly AlarmHistoryItem[] {
    return this.#history;
  }

  /** Makes an alarm, or overwrites all of it but its state. */
  put(record: AlarmRecord): void {
    const before = this.#alarms.get(record.name);
    const initial: AlarmState = { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', at: this.#clock.now() };
    this.#alarms.set(record.name, { ...record, state: before?.state ?? initial });
    const type = before === undefined ? 'Create' : 'Update';
    const data = { version: '1.0', type, [before === undefined ? 'createdAlarm' : 'updatedAlarm']: record.configuration };
    this.remember(record, 'ConfigurationUpdate', `Alarm "${record.name}" ${type.toLowerCase()}d`, data);
  }

  /** @throws {ResourceNotFound} one of them does not exist; then none is deleted. */
  remove(names: readonly string[]): void {
    const alarms = names.map((name) => this.#existing(name));
    for (const alarm of alarms) {
      this.#alarms.delete(alarm.name);
      this.remember(alarm, 'ConfigurationUpdate', `Alarm "${alarm.name}" deleted`, { version: '1.0', type: 'Delete' });
    }
  }

  /** @throws {ResourceNotFound} */
  setState(name: string, next: Omit<AlarmState, 'at'>): void {
    const alarm = this.#existing(name);
    const previous = alarm.state;
    if (previous.value === next.value) return;
    const changed: Alarm = { ...alarm, state: { ...next, at: this.#clock.now() } };
    this.#alarms.set(name, changed);
    const data = { version: '1.0', oldState: facts(previous), newState: facts(changed.state) };
    this.remember(changed, 'StateUpdate', `Alarm updated from ${previous.value} to ${next.value}`, data);
    this.#onTransition(changed, previous);
  }

  /** Names without an alarm are ignored, as CloudWatch does. */
  setActionsEnabled(names: readonly string[], actionsEnabled: boolean): void {
    for (const name of names) {
      const alarm = this.#alarms.get(name);
      if (alarm === undefined || alarm.actionsEnabled === actionsEnabled) continue;
      this.#alarms.set(name, { ...alarm, actionsEnabled, configuredAt: this.#clock.now() });
      this.remember(alarm, 'ConfigurationUpdate', `Alarm "${name}" updated`, { version: '1.0', type: 'Update', actionsEnabled });
    }
  }

  remember(alarm: AlarmRecord, HistoryItemType: HistoryItemType, HistorySummary: string, data: object): void {
    const item = { AlarmName: alarm.name, AlarmType: alarm.type, Timestamp: this.#clock.now(), HistoryItemType, HistorySummary };
    if (this.#history.push({ ...item, HistoryData: JSON.stringify(data) }) > historyMax) this.#history.shift();
  }

  #existing(name: string): Alarm {
    const alarm = this.#alarms.get(name);
    if (alarm === undefined) throw new ResourceNotFound({ message: `Alarm ${name} does not exist`, $metadata: {} });
    return alarm;
  }
}

function facts({ value, reason, reasonData }: AlarmState): object {
  return { stateValue: value, stateReason: reason, ...(reasonData === undefined ? {} : { stateReasonData: JSON.parse(reasonData) }) };
}
