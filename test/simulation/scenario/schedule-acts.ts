import { seededRandom } from '../../../core/seeded-random.ts';
import { putRequest } from '../world/put-request.ts';
import type { Started } from '../world/start-simulated.ts';
import { pagedPeople } from './paged-people.ts';
import { regretfulReleasers } from './regretful-releasers.ts';
import type { Act } from './scenario.ts';
import type { ServiceName } from './simulated-services.ts';
import { unwillingApprovers } from './unwilling-approvers.ts';

const person = { by: 'a person', because: 'the scenario says so' };

/**
 * Makes everything in a scenario happen at its time. Returns what lets people act on what they see, to be called every few seconds: those who
 * are paged, those who are to approve, and those who regret a promotion.
 */
export function scheduleActs(started: Started): () => void {
  const { sim } = started;
  const approve = approver(started);
  for (const act of sim.scenario.acts) {
    sim.after(act.atSeconds * 1_000, () => (act.kind === 'approve' ? approve(act) : perform(started, act)));
  }
  const random = seededRandom(sim.scenario.seed + 2);
  const abort = (service: string) => ask(started, 'AbortRequested', { service, ...person });
  const rollBack = (service: string) => ask(started, 'RollbackRequested', { service, ...person });
  let mended = 0;
  const pushMended = (service: ServiceName) => {
    mended += 1;
    push(started, { service, version: `2.${mended}.0`, manner: 'good' });
  };
  const people = [
    pagedPeople(started, random, abort),
    unwillingApprovers(started, abort),
    regretfulReleasers(started, seededRandom(sim.scenario.seed + 3), { rollBack, pushMended }),
  ];
  return () => {
    for (const letAct of people) letAct();
  };
}

function perform(started: Started, act: Exclude<Act, Approval>): void {
  const { kind, service } = act;
  if (kind === 'push') push(started, act);
  else if (kind === 'ask') ask(started, 'DeploymentRequested', { service, image: act.version });
  else ask(started, kind === 'abort' ? 'AbortRequested' : 'RollbackRequested', { service, ...person });
}

function push({ sim, versions }: Started, { service, version, manner }: Omit<Act & { readonly kind: 'push' }, 'kind' | 'atSeconds'>): void {
  sim.tell(`${service}: ${version} is pushed, ${manner}`);
  sim.world.ecr.push(versions.image(service, version, manner));
}

type Approval = Act & { readonly kind: 'approve' };

/** A person who looks at the running deployment, and knows what they approved of it. */
function approver(started: Started): (approval: Approval) => void {
  const given = new Set<string>();
  return ({ service, isAhead }) => {
    const running = started.sim.deployments().findLast((each) => each.service === service && each.execution.outcome === undefined);
    const asking = (running?.plan?.steps ?? []).flatMap(({ approval }, stepIndex) => (approval ? [stepIndex] : []));
    const next = asking.find((stepIndex) => !given.has(`${running?.id} ${stepIndex}`)) ?? asking.at(-1);
    for (const stepIndex of asking.filter((each) => isAhead || each === next)) {
      given.add(`${running?.id} ${stepIndex}`);
      ask(started, 'ApprovalGiven', { deploymentId: running?.id, stepIndex, by: person.by });
    }
  };
}

function ask({ sim }: Started, DetailType: string, detail: object): void {
  sim.tell(`${DetailType} ${JSON.stringify(detail)}`);
  putRequest(sim.world, DetailType, detail);
}
