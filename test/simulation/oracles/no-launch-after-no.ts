import type { Execution } from '../../../local/asl/execution.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { enteredStates } from './seen/entered-states.ts';
import { machineOf } from './seen/machine-of.ts';
import { seen } from './seen/seen.ts';
import { signalledRecord } from './seen/signalled-record.ts';

/** The lane that a launch takes is the way back of the promotion before. */
export const noLaunchAfterNo: Oracle = {
  id: 'F07',
  name: 'nothing is launched that was called off',
  holds: 'a deployment whose record was read with a signal on it launches nothing any more',
  watch: (sim) => {
    const book = seen(sim);
    const signalledMs = new Map<string, number>();
    const toldMs = new Map<string, number>();
    return {
      afterCall: (ended) => {
        const signalled = signalledRecord(ended);
        if (signalled !== undefined && !signalledMs.has(signalled)) signalledMs.set(signalled, sim.now().getTime());
        const { answered } = book;
        if (answered?.functionName === 'sluice-inspect-candidate') {
          const atMs = signalledMs.get(answered.deploymentId);
          if (atMs !== undefined && atMs < answered.askedAtMs) toldMs.set(answered.deploymentId, sim.now().getTime());
        }
        const launched = launchedDeployment(sim, ended);
        const since = toldMs.get(launched ?? '');
        if (since === undefined || ended.at.getTime() < since) return undefined;
        return `${launched} launches ${(ended.at.getTime() - since) / 1_000} s after it was told of a signal`;
      },
    };
  },
};

/** The deployment whose revision the call puts on its candidate lane: of those that take turns there, the last whose machine had come to its launch. */
function launchedDeployment(sim: Simulated, ended: CallRecord): string | undefined {
  if (ended.operation !== 'UpdateService' || machineOf(ended) !== 'deployment') return undefined;
  const { service, taskDefinition } = ended.input as { readonly service?: string; readonly taskDefinition?: string };
  if (taskDefinition === undefined) return undefined;
  const launches = sim
    .deployments()
    .filter(({ plan }) => plan?.candidate.ecsService === service)
    .map(({ id, execution }) => ({ id, atMs: launchEnteredMs(execution, ended.at) }));
  return launches.toSorted((one, other) => one.atMs - other.atMs).at(-1)?.id;
}

function launchEnteredMs(execution: Execution, by: Date): number {
  return enteredStates(execution).findLast(({ name, atMs }) => name === 'LaunchCandidate' && atMs <= by.getTime())?.atMs ?? 0;
}
