import { isDeepStrictEqual } from 'node:util';
import type { Action, ModifyRuleInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Plan } from '../../../core/deployment/plan.ts';
import { limits } from '../../../core/limits.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import { simulatedServices } from '../scenario/simulated-services.ts';
import type { ServiceReality, Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { firstEnteredMs } from './seen/entered-states.ts';
import { givenPlan } from './seen/executions-of.ts';
import { isSluices, machineOf } from './seen/machine-of.ts';
import { recordPut } from './seen/record-put.ts';
import { phaseOf, type Seen, seen } from './seen/seen.ts';

/** A request of a machine to change the rule or the test rule of a service, whatever came of it. */
interface RuleWrite {
  readonly service: ServiceReality;
  readonly isTestRule: boolean;
  readonly actions: readonly Action[];
}

function ruleWrite(sim: Simulated, call: CallRecord): RuleWrite | undefined {
  if (call.operation !== 'ModifyRule' || machineOf(call) === undefined) return undefined;
  const { RuleArn, Actions = [] } = call.input as ModifyRuleInput;
  const service = sim.services().find(({ ruleArn, testRuleArn }) => ruleArn === RuleArn || testRuleArn === RuleArn);
  return service && { service, isTestRule: service.testRuleArn === RuleArn, actions: Actions };
}

function whatIsMalformed({ service, actions }: RuleWrite): string | undefined {
  const forwards = actions.filter(({ Type }) => Type === 'forward');
  const groups = forwards[0]?.ForwardConfig?.TargetGroups ?? [];
  const lanes = [service.blue.targetGroupArn, service.green.targetGroupArn];
  const arns = groups.map(({ TargetGroupArn = '' }) => TargetGroupArn);
  if (forwards.length !== 1) return `${forwards.length} forward actions`;
  if (arns.length !== 2 || !lanes.every((arn) => arns.includes(arn))) return `target groups ${arns.join(', ')}`;
  const weights = groups.map(({ Weight = -1 }) => Weight);
  if (!weights.every((weight) => Number.isInteger(weight) && weight >= 0 && weight <= 999)) return `weights ${weights.join(', ')}`;
  return weights.every((weight) => weight === 0) ? 'no weight at all' : undefined;
}

/** ELB takes weights that send users nowhere. */
export const wellFormedWeights: Oracle = {
  id: 'F11',
  name: 'well-formed weights',
  holds:
    'every rule that Sluice writes forwards to exactly the two lanes of its service, with whole weights from 0 to 999 that are not all 0',
  watch: (sim) => ({
    afterCall: (ended) => {
      const write = ruleWrite(sim, ended);
      const wrong = write && whatIsMalformed(write);
      return wrong && `the rule of ${write.service.name} was to get ${wrong}`;
    },
  }),
};

/** A cookie would keep users on a candidate that was taken back. */
export const noLongCookies: Oracle = {
  id: 'F46',
  name: 'nobody is kept on a lane',
  holds: 'every rule that Sluice writes keeps its users on a lane for at most the minute that is allowed',
  watch: (sim) => ({
    afterCall: (ended) => {
      const write = ruleWrite(sim, ended);
      const config = write?.actions.find(({ Type }) => Type === 'forward')?.ForwardConfig?.TargetGroupStickinessConfig;
      if (config?.Enabled !== true || (config.DurationSeconds ?? 0) <= limits.stickinessSeconds.value) return undefined;
      return `the rule of ${write?.service.name} was to keep users for ${config.DurationSeconds} s`;
    },
  }),
};

/** The way back leads to what was there before. */
export const backToSnapshot: Oracle = {
  id: 'F15',
  name: 'back to the snapshot',
  holds: 'a plan has the rule, the revision and the size of stable as they were at admission, and every way back writes exactly that rule',
  watch: (sim) => {
    const book = seen(sim);
    const recordedMs = new Map<string, number>();
    return {
      afterCall: (ended) => {
        const id = recordPut(ended);
        if (id !== undefined && !recordedMs.has(id)) recordedMs.set(id, ended.at.getTime());
        return notAsFound(book, recordedMs) ?? notAsPlanned(book, ended);
      },
    };
  },
};

/** Asked when the answer of an admission comes: while nothing is slow, and it was not on record before, the world is as it was read. */
function notAsFound(book: Seen, recordedMs: ReadonlyMap<string, number>): string | undefined {
  const { sim, answered } = book;
  if (answered?.kind !== 'admitted' || sim.now().getTime() - answered.askedAtMs > 1_000) return undefined;
  if ((recordedMs.get(answered.deploymentId) ?? answered.askedAtMs) < answered.askedAtMs) return undefined;
  const plan = book.find(answered.deploymentId)?.plan;
  if (plan === undefined) return undefined;
  const service = sim.service(plan.service as ServiceReality['name']);
  const { taskDefinitionArn, desiredCount, weight } = service[plan.stable.lane];
  const asFound = { taskDefinitionArn, desiredCount, others: service[plan.candidate.lane].weight };
  const planned = { taskDefinitionArn: plan.stable.taskDefinitionArn, desiredCount: plan.stable.desiredCount, others: 0 };
  if (weight > 0 && isDeepStrictEqual(asFound, planned)) return undefined;
  return `${plan.deploymentId} keeps ${JSON.stringify(planned)} of stable, which was ${JSON.stringify({ ...asFound, weight })}`;
}

function notAsPlanned(book: Seen, ended: CallRecord): string | undefined {
  const write = ruleWrite(book.sim, ended);
  if (write === undefined || write.isTestRule) return undefined;
  const plan = machineOf(ended) === 'restore' ? restoredPlan(book.sim, write) : planGoingBack(book, write, ended);
  if (plan === undefined || isDeepStrictEqual(plain(write.actions), plain(plan.actionsBefore))) return undefined;
  return `${plan.deploymentId} goes back to ${JSON.stringify(write.actions)}, it found ${JSON.stringify(plan.actionsBefore)}`;
}

/** The plan as it was at admission: what the restore was given must not count. */
function restoredPlan(sim: Simulated, { service }: RuleWrite): Plan | undefined {
  const given = sim
    .restores()
    .map(givenPlan)
    .findLast((plan) => plan?.service === service.name);
  return sim.deployments().find(({ id }) => id === given?.deploymentId)?.plan;
}

function planGoingBack(book: Seen, { service }: RuleWrite, { at }: CallRecord): Plan | undefined {
  const latest = book.latest(service.name);
  const back = latest && phaseOf(latest) === 'back' && firstEnteredMs(latest.execution, 'InspectStable');
  return back && at.getTime() > back ? latest.plan : undefined;
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

/** What machines may send to change what exists, of either lane and rule, and of the candidate's lane alone. Functions change nothing of these services. */
const changes: Readonly<Record<string, Readonly<Record<string, Fields>>>> = {
  ECS: {
    UpdateService: { ofBoth: ['cluster', 'service', 'desiredCount'], ofCandidate: ['taskDefinition'] },
    RegisterTaskDefinition: 'all',
  },
  ElasticLoadBalancingV2: { ModifyRule: { ofBoth: ['RuleArn', 'Actions'], ofCandidate: [] } },
  ApplicationAutoScaling: {
    RegisterScalableTarget: {
      ofBoth: ['ServiceNamespace', 'ResourceId', 'ScalableDimension', 'MinCapacity', 'SuspendedState'],
      ofCandidate: ['MaxCapacity'],
    },
  },
  CloudWatch: {},
  ECR: {},
};

type Fields = 'all' | Readonly<Record<'ofBoth' | 'ofCandidate', readonly string[]>>;

/** Health checks, ports, load balancers and images are nobody's to change in a deployment. */
export const onlyKnownChanges: Oracle = {
  id: 'F55',
  name: 'nothing else is changed',
  holds:
    'of ECS, ELB, scaling, alarms and images only machines change anything: they register revisions, and change the actions of the two rules, the sizes of the lanes, and their smallest size and what is suspended of their scaling; of the candidate’s lane, and not of stable’s, also the revision and the largest size',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: (ended) => {
        const { service, operation, input } = ended;
        const allowed = changes[service];
        if (allowed === undefined || !isSluices(ended) || /^(Describe|List|Get|BatchGet)/.test(operation)) return undefined;
        const fields = allowed[operation];
        const who = machineOf(ended) ?? ended.caller.roleArn;
        if (fields === undefined || machineOf(ended) === undefined) return `${who} calls ${service}.${operation}`;
        if (fields === 'all') return undefined;
        const mayChange = [...fields.ofBoth, ...(isOfCandidate(book, input) ? fields.ofCandidate : [])];
        const more = Object.keys(input).filter((key) => !mayChange.includes(key));
        return more.length === 0 ? undefined : `${operation} changes ${more.join(', ')} of ${JSON.stringify(input)}`;
      },
    };
  },
};

/** Whether a request is about the lane that is the candidate's in the plan of the deployment that was admitted last. */
function isOfCandidate(book: Seen, input: object): boolean {
  const { service, ResourceId } = input as { readonly service?: string; readonly ResourceId?: string };
  const lane = service ?? ResourceId?.split('/').at(-1);
  return simulatedServices.some(({ name }) => book.latest(name)?.plan.candidate.ecsService === lane);
}

const destroys = /^(Deregister|Delete|BatchDelete|Put(Image|Lifecycle))/;

/** What stable runs is needed to go back. */
export const nothingIsDestroyed: Oracle = {
  id: 'F53',
  name: 'no revision or image is destroyed',
  holds: 'Sluice deregisters no revision and deletes no image',
  watch: () => ({
    afterCall: (ended) =>
      isSluices(ended) && ['ECS', 'ECR'].includes(ended.service) && destroys.test(ended.operation)
        ? `${ended.caller.roleArn} calls ${ended.operation}`
        : undefined,
  }),
};
