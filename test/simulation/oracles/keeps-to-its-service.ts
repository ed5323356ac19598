import type { Execution } from '../../../local/asl/execution.ts';
import type { ServiceReality } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { executionsOf } from './seen/executions-of.ts';
import { machineOf } from './seen/machine-of.ts';

const changes: readonly string[] = ['ModifyRule', 'UpdateService', 'RegisterTaskDefinition', 'RegisterScalableTarget'];
const asksForChange = /^(modifyRule|updateService|registerTaskDefinition|registerScalableTarget)/i;

/** One machine serves all services: only its plan says for which it works. */
export const keepsToItsService: Oracle = {
  id: 'F63',
  name: 'each deployment keeps to its own service',
  holds: 'an execution changes only the rules, the lanes, the revisions and the scaling of the service that it was started for',
  watch: (sim) => {
    const read = new Map<Execution, number>();
    return {
      afterCall: (ended) => {
        if (!changes.includes(ended.operation) || machineOf(ended) === undefined) return undefined;
        for (const service of sim.services()) {
          const own = namesOf(service);
          for (const execution of executionsOf(sim, service.name)) {
            const from = read.get(execution) ?? 0;
            read.set(execution, execution.history.events.length);
            const foreign = changedBy(execution, from).find((name) => !own.includes(name));
            if (foreign !== undefined) return `${execution.request.name} works for ${service.name} and changes ${foreign}`;
          }
        }
        return undefined;
      },
    };
  },
};

/** What a deployment of a service may change, as requests name it. */
function namesOf({ name, cluster, ruleArn, testRuleArn, blue, green }: ServiceReality): readonly string[] {
  const ofLanes = [blue, green].flatMap(({ lane, ecsService }) => [ecsService, `service/${cluster}/${ecsService}`, `${name}-${lane}`]);
  return [ruleArn, ...(testRuleArn === undefined ? [] : [testRuleArn]), ...ofLanes];
}

/** What the tasks that an execution has scheduled since an event are to change. */
function changedBy({ history }: Execution, from: number): readonly string[] {
  return history.events.slice(from).flatMap(({ type, details }) => {
    const scheduled = type === 'TaskScheduled' ? details?.().taskScheduledEventDetails : undefined;
    const { resource = '', parameters = '{}' } = (scheduled ?? {}) as Scheduled;
    if (!asksForChange.test(resource)) return [];
    const { RuleArn, Service, ResourceId, Family } = JSON.parse(parameters) as Readonly<Record<string, string | undefined>>;
    return [RuleArn ?? Service ?? ResourceId ?? Family ?? 'what it does not name'];
  });
}

interface Scheduled {
  readonly resource?: string;
  readonly parameters?: string;
}
