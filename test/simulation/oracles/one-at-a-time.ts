import { jobOf } from '../../../core/deployment/holders.ts';
import type { Execution } from '../../../local/asl/execution.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import { simulatedServices } from '../scenario/simulated-services.ts';
import type { Oracle } from './oracle.ts';
import { firstEnteredMs } from './seen/entered-states.ts';
import { givenPlan } from './seen/executions-of.ts';
import { machineOf } from './seen/machine-of.ts';
import { phaseOf, type Seen, seen } from './seen/seen.ts';
import { eachShift } from './seen/shift-seen.ts';

/** Executions that may move the users of a service now. Writing down that it went back moves nobody, and may be tried after the lease is given back. */
function movers(book: Seen, service: ServiceName): readonly string[] {
  const { sim } = book;
  const moves = (execution: Execution) => firstEnteredMs(execution, 'RecordRollback') === undefined;
  const deployments = book.admitted(service).filter((each) => ['forward', 'back'].includes(phaseOf(each)) && moves(each.execution));
  const restores = sim
    .restores()
    .filter((execution) => execution.outcome === undefined && givenPlan(execution)?.service === service && moves(execution));
  return [...deployments.map(({ id }) => id), ...restores.map(({ request }) => request.name)];
}

/** Two writers of one rule would interleave. */
export const oneAtATime: Oracle = {
  id: 'F04',
  name: 'one deployment at a time',
  holds: 'at any moment at most one execution, a deployment or a restore, may move the users of a service',
  watch: (sim) => {
    const book = seen(sim);
    const check = () => {
      for (const { name } of simulatedServices) {
        const all = movers(book, name);
        if (all.length > 1) return `${all.join(' and ')} may move the users of ${name}`;
      }
      return undefined;
    };
    return {
      afterCall: ({ service, operation }) => {
        const mayBegin = book.answered?.kind === 'admitted' || (service === 'SFN' && operation === 'StartExecution');
        return mayBegin ? check() : undefined;
      },
      everyFewSeconds: check,
    };
  },
};

/** The lease is kept as long as anything may still move. */
export const shiftsUnderLease: Oracle = {
  id: 'F31',
  name: 'users move under a lease',
  holds:
    'whenever a deployment sends users to its candidate, it holds the lease of the service: no lease runs out under a working deployment',
  watch: (sim) => {
    const book = seen(sim);
    const shifted = eachShift(book, ({ service, deployment, change }) => {
      // A call that took long may land after its deployment was stopped and its lease given back.
      const isPrompt = change.atMs - change.calledAtMs < 1_000;
      const holder = book.records.holderOf(service);
      if (!isPrompt || jobOf(holder ?? '').deploymentId === deployment.id) return undefined;
      return `${deployment.id} sends users to its candidate, and ${holder ?? 'nobody'} has the lease of ${service}`;
    });
    return { afterCall: (ended) => (machineOf(ended) === 'deployment' ? shifted() : undefined) };
  },
};
