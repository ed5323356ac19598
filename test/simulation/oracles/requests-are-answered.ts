import type { PutEventsRequest } from '@aws-sdk/client-eventbridge';
import type { CallRecord } from '../../../local/aws/router.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { executionsOf } from './seen/executions-of.ts';
import { isSluices } from './seen/machine-of.ts';
import { type Seen, seen } from './seen/seen.ts';

/** An abort or a rollback that a person asked for, or what Sluice told about one. */
interface Said {
  readonly type: string;
  readonly service: ServiceName;
  readonly at: Date;
  /** When a person asked for it; only of refusals. EventBridge tells times in whole seconds. */
  readonly askedAt: Date | undefined;
  /** An event that EventBridge loses reaches nobody who could answer, and a late one perhaps when the run is over. */
  readonly mayBeUnheard: boolean;
}

function saidIn(sim: Simulated, { operation, input, at }: CallRecord): readonly Said[] {
  if (operation !== 'PutEvents') return [];
  return ((input as PutEventsRequest).Entries ?? []).map(({ DetailType = '', Detail = '{}' }) => {
    const { service, detail } = JSON.parse(Detail) as { readonly service: ServiceName; readonly detail?: { readonly askedAt?: string } };
    const askedAt = detail?.askedAt === undefined ? undefined : new Date(detail.askedAt);
    return { type: DetailType, service, at, askedAt, mayBeUnheard: eventsAreUncertain(sim) };
  });
}

function eventsAreUncertain({ scenario, elapsedSeconds }: Simulated): boolean {
  const now = elapsedSeconds();
  const under = scenario.campaigns.filter(({ fromSeconds, untilSeconds }) => now >= fromSeconds && now <= untilSeconds);
  return under.some(({ fault }) => fault === 'lost-events' || fault === 'late-events');
}

/** Whether something that was going on when it was asked for, or began later, did not end as promoted. */
function isDone({ sim, records }: Seen, { service, at }: Said): boolean {
  const since = executionsOf(sim, service).filter(({ stoppedAt }) => stoppedAt === undefined || stoppedAt >= at);
  return since.some(({ request }) => request.machineName === 'sluice-restore' || records.of(request.name)?.status !== 'promoted');
}

function isAnswerTo(request: Said, { type, service, at, askedAt }: Said): boolean {
  if (service !== request.service || at < request.at) return false;
  if (type === 'DeploymentRolledBack') return true;
  return type === 'RequestRefused' && askedAt !== undefined && askedAt.getTime() > request.at.getTime() - 1_000 && askedAt <= request.at;
}

/** The queue of what could not be handled keeps the request, and pages. */
function isUndelivered({ world }: Simulated, request: Said): boolean {
  const rings = world.cloudWatch.alarms.history().filter(({ HistorySummary = '' }) => HistorySummary.endsWith('to ALARM'));
  return rings.some(
    ({ AlarmName = '', Timestamp }) => AlarmName.includes('Undelivered') && Timestamp !== undefined && Timestamp >= request.at,
  );
}

/** Who asked believes that users go back. */
export const requestsAreAnswered: Oracle = {
  id: 'F16',
  name: 'a person’s request is answered',
  holds: 'each abort and each rollback that a person asked for is done, refused aloud, or left in the queue that pages',
  watch: (sim) => {
    const book = seen(sim);
    const [asked, told]: [Said[], Said[]] = [[], []];
    return {
      afterCall: (ended) => {
        const said = saidIn(sim, ended);
        if (!isSluices(ended)) asked.push(...said.filter(({ type }) => type === 'AbortRequested' || type === 'RollbackRequested'));
        else if (ended.outcome.kind === 'answered') told.push(...said);
        return undefined;
      },
      atEnd: () => {
        const dropped = asked.find(
          (request) =>
            !request.mayBeUnheard &&
            !told.some((answer) => isAnswerTo(request, answer)) &&
            !isDone(book, request) &&
            !isUndelivered(sim, request),
        );
        return dropped && `${dropped.type} for ${dropped.service} of ${dropped.at.toISOString()} came to nothing, and nobody was told`;
      },
    };
  },
};
