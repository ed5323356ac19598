/** An AWS event envelope as EventBridge delivers it. */
export interface AwsEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601 to the second, `Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Where modelled services put their events: the account's default bus. `id`, `account`, `region` and `time` are filled in by the bus. */
export interface DefaultBus {
  emit(event: Pick<AwsEvent, 'source' | 'detail-type' | 'resources' | 'detail'>): void;
}
