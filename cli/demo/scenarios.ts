/** How a demo deployment must end, and what else must be seen. */
export interface Scenario {
  readonly name: 'good' | 'errors' | 'latency' | 'crash' | 'slow';
  readonly title: string;
  /** Image tag pushed to the registry. */
  readonly version: string;
  readonly expected: 'promoted' | 'rolled-back';
  /** Which lane of the state machine must have ended it: the judge in the traffic lane, the guard, or the launch. */
  readonly endedBy: 'traffic' | 'guard' | 'launch';
  /** The metric of the judge that must have ended it; absent: none. */
  readonly metric?: 'errors' | 'latency';
}

/** The claims of the README, in the order in which they are shown. The alarm of the last one needs a while to clear. */
export const scenarios: readonly Scenario[] = [
  { name: 'good', title: 'a good version', version: '1.1.0', expected: 'promoted', endedBy: 'traffic' },
  {
    name: 'errors',
    title: 'a version that answers errors on 5 % of requests',
    version: '1.2.0',
    expected: 'rolled-back',
    endedBy: 'traffic',
    metric: 'errors',
  },
  {
    name: 'latency',
    title: 'a version that answers 30 % of requests 100 ms later, which no alarm notices',
    version: '1.7.0',
    expected: 'rolled-back',
    endedBy: 'traffic',
    metric: 'latency',
  },
  { name: 'crash', title: 'a version that crashes at start', version: '1.4.0', expected: 'rolled-back', endedBy: 'launch' },
  { name: 'slow', title: 'a version that gets slow and trips an alarm', version: '1.3.0', expected: 'rolled-back', endedBy: 'guard' },
];
