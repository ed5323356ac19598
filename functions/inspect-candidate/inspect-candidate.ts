import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { type Readiness, readiness } from '../../core/deployment/readiness.ts';
import { readString } from '../../core/input.ts';
import { readInstant } from '../../core/read-instant.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'load'>;
  readonly lanes: LaneReader;
  readonly now: () => Date;
}

/** State `InspectCandidate`: reads the candidate lane in ECS and ELB and says whether it may meet users. */
export function inspectCandidate({ ledger, lanes, now }: Needs) {
  return async (input: unknown): Promise<Readiness> => {
    const taskDefinitionArn = readString(input, 'taskDefinitionArn');
    const launchedAt = new Date(readInstant(input, 'launchedAt'));
    const { plan, signal } = await ledger.load(readString(input, 'deploymentId'));
    // A signal is the answer whatever ECS says, and ECS may be what is down.
    if (signal !== undefined) return { kind: 'failed', because: signal.because };
    const candidate = await lanes.read(plan.cluster, plan.candidate);
    return readiness(plan, candidate, { taskDefinitionArn, launchedAt, at: now() });
  };
}
