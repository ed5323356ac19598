import type { CallRecord } from '../../../local/aws/router.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { machineOf } from './seen/machine-of.ts';
import { signalledRecord } from './seen/signalled-record.ts';

/** The lane that a launch takes is the way back of the promotion before. */
export const noLaunchAfterNo: Oracle = {
  id: 'F07',
  name: 'nothing is launched that was called off',
  holds: 'a deployment whose record was read with a signal on it launches nothing any more',
  watch: (sim) => {
    const signalledMs = new Map<string, number>();
    const toldMs = new Map<string, number>();
    return {
      afterCall: (ended) => {
        const signalled = signalledRecord(ended);
        if (signalled !== undefined && !signalledMs.has(signalled)) signalledMs.set(signalled, sim.now().getTime());
        const inspected = inspectedDeployment(ended);
        const atMs = signalledMs.get(inspected ?? '') ?? Number.POSITIVE_INFINITY;
        if (inspected !== undefined && atMs < ended.at.getTime()) toldMs.set(inspected, sim.now().getTime());
        const launched = launchedDeployment(sim, ended);
        const since = toldMs.get(launched ?? '');
        if (since === undefined || ended.at.getTime() < since) return undefined;
        return `${launched} launches ${(ended.at.getTime() - since) / 1_000} s after it was told of a signal`;
      },
    };
  },
};

/** The deployment that the machine asks about and hears of, by this call. */
function inspectedDeployment(ended: CallRecord): string | undefined {
  if (ended.operation !== 'Invoke' || ended.outcome.kind !== 'answered' || machineOf(ended) !== 'deployment') return undefined;
  const { FunctionName = '', Payload = '' } = ended.input as { readonly FunctionName?: string; readonly Payload?: Uint8Array | string };
  const { FunctionError } = ended.outcome.output as { readonly FunctionError?: string };
  if (!FunctionName.includes('inspect-candidate') || FunctionError !== undefined) return undefined;
  const asked = JSON.parse(typeof Payload === 'string' ? Payload : new TextDecoder().decode(Payload)) as { readonly deploymentId?: string };
  return asked.deploymentId;
}

/** The deployment whose revision the call puts on its candidate lane. */
function launchedDeployment(sim: Simulated, ended: CallRecord): string | undefined {
  if (ended.operation !== 'UpdateService' || machineOf(ended) !== 'deployment') return undefined;
  const { service, taskDefinition } = ended.input as { readonly service?: string; readonly taskDefinition?: string };
  if (taskDefinition === undefined) return undefined;
  return sim.deployments().findLast(({ plan }) => plan?.candidate.ecsService === service)?.id;
}
