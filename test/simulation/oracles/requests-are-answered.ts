import type { Signal } from '../../../core/deployment/deployment.ts';
import type { Plan } from '../../../core/deployment/plan.ts';
import type { Execution } from '../../../local/asl/execution.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { clockSlackSeconds } from './seen/clock-slack.ts';
import { entriesIn } from './seen/entries-in.ts';
import { executionsOf, givenPlan } from './seen/executions-of.ts';
import { isSluices } from './seen/machine-of.ts';
import { type Seen, seen } from './seen/seen.ts';
import { signalledRecord } from './seen/signalled-record.ts';

/** An abort or a rollback that a person asked for, or what Sluice told about one. */
interface Said {
  readonly type: string;
  readonly service: ServiceName;
  readonly at: Date;
  /** When a person asked for it; only of refusals, and not of an approval. EventBridge tells times in whole seconds. */
  readonly askedAt: Date | undefined;
  /** The deployment that it is about; undefined for what people ask. */
  readonly deploymentId: string | undefined;
}

/** Signals that ask for users wherever somebody moved them: a person’s abort, and the sweep’s that nobody serves them. Any other is about what serves. */
const askBack: ReadonlySet<Signal['kind']> = new Set(['abort', 'unserved']);

function saidIn(call: CallRecord): readonly Said[] {
  return entriesIn(call).map(({ type, detail: { service = '', deploymentId, detail } }) => {
    const isAnswer = detail?.askedAt !== undefined && detail.request !== 'ApprovalGiven';
    return { type, service: service as ServiceName, at: call.at, askedAt: isAnswer ? new Date(detail.askedAt) : undefined, deploymentId };
  });
}

function isRequest(type: string): boolean {
  return type === 'AbortRequested' || type === 'RollbackRequested';
}

function keyOf(type: string, service: string, at: Date): string {
  return `${type} ${service} ${Math.floor(at.getTime() / 1_000)}`;
}

/** The request that EventBridge hands to a function, once Lambda has taken it. What was lost, or is still to be sent, reaches nobody who could answer. */
function heardIn({ operation, input, outcome, caller }: CallRecord): string | undefined {
  if (operation !== 'Invoke' || outcome.kind !== 'answered' || caller.roleArn !== 'events.amazonaws.com') return undefined;
  const text = new TextDecoder().decode((input as { readonly Payload?: Uint8Array }).Payload);
  if (!text.includes('Requested')) return undefined;
  const { 'detail-type': type, time, detail } = JSON.parse(text) as EventText;
  return isRequest(type) ? keyOf(type, detail.service, new Date(time)) : undefined;
}

interface EventText {
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: { readonly service: string };
}

/** Whether something that it may mean, and that was going on or came about later, did not end as promoted, or was taken back to the end. */
function isDone({ sim, records }: Seen, { service, at }: Said): boolean {
  const since = executionsOf(sim, service).filter(({ stoppedAt }) => stoppedAt === undefined || stoppedAt >= at);
  return since.some((execution) => {
    const { request, outcome } = execution;
    // What was asked for later ends as it ends: that is no answer.
    if (!wasAskedForBy(sim, deploymentOf(execution), at)) return false;
    // A restore that was begun may come to nothing, and what was never admitted is no answer either.
    if (request.machineName === 'sluice-restore') return outcome?.status === 'SUCCEEDED';
    return (records.of(request.name)?.status ?? 'promoted') !== 'promoted';
  });
}

/** The id of the deployment that an execution is about. */
function deploymentOf(execution: Execution): string {
  return givenPlan(execution)?.deploymentId ?? execution.request.name;
}

/** Whether a deployment was asked for when a person asked; whoever asks at about the same time may mean it. */
function wasAskedForBy(sim: Simulated, deploymentId: string, at: Date): boolean {
  const about = sim.deployments().find(({ id }) => id === deploymentId);
  return Date.parse(about?.request.trigger.at ?? '1970-01-01') <= at.getTime() + clockSlackSeconds * 1_000;
}

/** That its deployment went back may be written down by the sweep, after both machines have ended. */
function isAnswerTo(sim: Simulated, request: Said, { type, service, at, askedAt, deploymentId = '' }: Said): boolean {
  if (service !== request.service || at < request.at) return false;
  if (type === 'DeploymentRolledBack') return wasAskedForBy(sim, deploymentId, request.at);
  if (type !== 'RequestRefused') return false;
  return askedAt !== undefined && askedAt.getTime() > request.at.getTime() - 1_000 && askedAt <= request.at;
}

/** What could not be handled pages, by its queue or by the errors of its function: an alarm rings then, or has not stopped ringing. */
function isPaged({ world }: Simulated, request: Said): boolean {
  const changes = world.cloudWatch.alarms.history().filter(({ HistoryItemType }) => HistoryItemType === 'StateUpdate');
  const names = new Set(changes.map(({ AlarmName = '' }) => AlarmName).filter((name) => /Undelivered|signaldeploymenterrors/.test(name)));
  return [...names].some((name) => {
    const own = changes.filter(({ AlarmName }) => AlarmName === name);
    const since = own.filter(({ Timestamp }) => Timestamp !== undefined && Timestamp >= request.at);
    const before = own.filter(({ Timestamp }) => Timestamp !== undefined && Timestamp < request.at);
    const latest = before.toSorted((one, other) => Number(one.Timestamp) - Number(other.Timestamp)).slice(-1);
    return [...latest, ...since].some(({ HistorySummary = '' }) => HistorySummary.endsWith('to ALARM'));
  });
}

/** When it was first seen on record that users are asked back, by deployment, in world milliseconds. */
function noteAskedBack({ records, sim }: Seen, askedBackMs: Map<string, number>, ended: CallRecord): void {
  const id = signalledRecord(ended);
  const signal = id === undefined ? undefined : records.of(id)?.signal;
  if (id === undefined || signal === undefined || askedBackMs.has(id)) return;
  if (askBack.has((JSON.parse(signal) as Signal).kind)) askedBackMs.set(id, sim.now().getTime());
}

/** A deployment that is on record as rolled back though its users were asked back and never came. Who moves them after that is not its doing. */
function leftElsewhere({ changed, sim, traffic }: Seen, askedBackMs: ReadonlyMap<string, number>): string | undefined {
  const askedMs = changed?.status === 'rolled-back' ? askedBackMs.get(changed.id) : undefined;
  if (changed === undefined || askedMs === undefined) return undefined;
  const { service, stable } = JSON.parse(changed.plan) as Plan;
  const name = service as ServiceName;
  const machines = new Set(executionsOf(sim, name).map(({ request }) => request.roleArn));
  // A machine whose last look showed them on stable has done what it could.
  const sinceMs = Math.min(
    askedMs,
    traffic.lastReadMs(name, (roleArn) => machines.has(roleArn)),
  );
  const since = traffic.since(name, sinceMs);
  if (since.some(({ share }) => share[stable.lane] === 100)) return undefined;
  const seconds = (sim.now().getTime() - askedMs) / 1_000;
  return `${changed.id} is on record as rolled back, ${seconds} s after its users were asked back, and they are at ${JSON.stringify(since.at(-1)?.share)}, stable is ${stable.lane}`;
}

/** Who asked believes that users go back. */
export const requestsAreAnswered: Oracle = {
  id: 'F16',
  name: 'a person’s request is answered',
  holds:
    'each abort and each rollback that a person asked for is done, refused aloud, or pages because it could not be handled; a deployment whose users are asked back is not on record as rolled back before they are on stable',
  watch: (sim) => {
    const book = seen(sim);
    const [asked, told]: [Said[], Said[]] = [[], []];
    const heard = new Set<string>();
    const askedBackMs = new Map<string, number>();
    return {
      afterCall: (ended) => {
        const said = saidIn(ended);
        if (!isSluices(ended)) asked.push(...said.filter(({ type }) => isRequest(type)));
        else if (ended.outcome.kind === 'answered') told.push(...said);
        const taken = heardIn(ended);
        if (taken !== undefined) heard.add(taken);
        noteAskedBack(book, askedBackMs, ended);
        return leftElsewhere(book, askedBackMs);
      },
      atEnd: () => {
        const dropped = asked.find(
          (request) =>
            heard.has(keyOf(request.type, request.service, request.at)) &&
            !told.some((answer) => isAnswerTo(sim, request, answer)) &&
            !isDone(book, request) &&
            !isPaged(sim, request),
        );
        return dropped && `${dropped.type} for ${dropped.service} of ${dropped.at.toISOString()} came to nothing, and nobody was told`;
      },
    };
  },
};
