import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { asksUsersBack } from '../../core/deployment/asks-users-back.ts';
import { type Readiness, readiness } from '../../core/deployment/readiness.ts';
import { readString, valueAt } from '../../core/input.ts';
import { readInstant } from '../../core/read-instant.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'load'>;
  readonly lanes: LaneReader;
  readonly now: () => Date;
}

/**
 * States `InspectCandidate` and `InspectUnlaunched`: reads the candidate lane in ECS and ELB and says whether it may meet users. Before the
 * launch (`launchedAt` is null) it says only whether a signal was stored, because what it reads may not be old when the launch is made.
 */
export function inspectCandidate({ ledger, lanes, now }: Needs) {
  return async (input: unknown): Promise<Readiness & { readonly asksUsersBack?: boolean }> => {
    const { plan, signal } = await ledger.load(readString(input, 'deploymentId'));
    // A signal is the answer whatever ECS says, and ECS may be what is down.
    if (signal !== undefined) return { kind: 'failed', because: signal.because, asksUsersBack: asksUsersBack(signal) };
    if (valueAt(input, 'launchedAt') === null) return { kind: 'waiting', because: 'it is to be launched' };
    const taskDefinitionArn = readString(input, 'taskDefinitionArn');
    const launchedAt = new Date(readInstant(input, 'launchedAt'));
    const candidate = await lanes.read(plan.cluster, plan.candidate);
    return readiness(plan, candidate, { taskDefinitionArn, launchedAt, at: now() });
  };
}
