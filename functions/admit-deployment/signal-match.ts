import type { Lease } from '../../adapters/ledger/ledger.ts';
import type { AdmissionFacts } from '../../core/deployment/admission-facts.ts';
import { stableLane } from '../../core/deployment/roles.ts';

/** What signals find their deployment by. A signal looks at leases only, so a lease must say it. */
export type SignalMatch = Pick<Lease, 'alarmArns' | 'candidateLane'>;

/** What the lease of a deployment with these facts must say. */
export function signalMatch(facts: Pick<AdmissionFacts, 'rule' | 'service' | 'alarms'>): SignalMatch {
  const { blue, green } = facts.service.lanes;
  const stable = stableLane(facts);
  const candidate = stable === undefined ? '' : { blue: green, green: blue }[stable].ecsService;
  return {
    alarmArns: facts.alarms.found.map(({ arn }) => arn),
    candidateLane: `${facts.service.cluster.split('/').at(-1)}/${candidate}`,
  };
}

/** True when two would be found by the same signals. */
export function isSameMatch(one: SignalMatch, other: SignalMatch): boolean {
  return one.candidateLane === other.candidateLane && [...one.alarmArns].sort().join() === [...other.alarmArns].sort().join();
}
