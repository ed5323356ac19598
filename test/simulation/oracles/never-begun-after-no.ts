import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Signal } from '../../../core/deployment/deployment.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { clockSlackSeconds } from './seen/clock-slack.ts';
import { entriesIn } from './seen/entries-in.ts';
import { isSluices } from './seen/machine-of.ts';
import { type AdmittedSeen, type Seen, seen } from './seen/seen.ts';
import { signalledRecord } from './seen/signalled-record.ts';

/** A person's abort or rollback that Sluice has answered, in world milliseconds. */
interface Answered {
  readonly service: string;
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
}

/** As long as the function that answers may go on with the request. */
const settledSeconds = 30;

/** Faults that a function may die of, or be late by, between its answer and what it keeps: its next try does that, and means whatever has begun by then. */
const unsettling: readonly string[] = ['killed-functions', 'slow-calls'];

type Item = Readonly<Record<string, AttributeValue | undefined>>;

/** Another deployment of the same image may have been asked for before, and be refused by AWS until the one that was aborted is gone. */
export const neverBegunAfterNo: Oracle = {
  id: 'F07',
  name: 'what was asked for before a person’s no does not begin after it',
  holds:
    'once an abort or a rollback is stored as a signal, or refused aloud, no deployment that was asked for before it takes its service and is admitted',
  watch: (sim) => {
    const book = seen(sim);
    let answers: Answered[] = [];
    return {
      afterCall: (ended) => {
        const settledMs = sim.now().getTime() - 1_000 * settledSeconds;
        if (isFailing(ended) || isUnsettled(sim)) answers = answers.filter(({ answeredAtMs }) => answeredAtMs < settledMs);
        answers.push(...answersIn(sim, ended));
        const begun = admittedNow(book);
        return begun && whyTooLate(begun, book.records.leasedMs(begun.id) ?? 0, answers);
      },
    };
  },
};

function admittedNow(book: Seen): AdmittedSeen | undefined {
  const { answered } = book;
  const isAdmitted = answered?.functionName === 'sluice-admit-deployment' && answered.kind === 'admitted';
  return isAdmitted ? book.find(answered.deploymentId) : undefined;
}

/** An admission that had the service before the request was answered is told of it otherwise. */
function whyTooLate({ id, service, request }: AdmittedSeen, leasedAtMs: number, answers: readonly Answered[]): string | undefined {
  const slackMs = 1_000 * clockSlackSeconds;
  const no = answers.find(
    (each) =>
      each.service === service && Date.parse(request.trigger.at) < each.askedAtMs - slackMs && leasedAtMs > each.answeredAtMs + slackMs,
  );
  if (no === undefined) return undefined;
  const seconds = (leasedAtMs - no.answeredAtMs) / 1_000;
  return `${id}, asked for at ${request.trigger.at}, takes its service ${seconds} s after the answer to a no of ${new Date(no.askedAtMs).toISOString()}`;
}

function answersIn(sim: Simulated, ended: CallRecord): readonly Answered[] {
  if (!isSluices(ended) || ended.outcome.kind !== 'answered') return [];
  const answeredAtMs = sim.now().getTime();
  const signal = signalIn(ended);
  const stored =
    signal?.kind === 'abort' ? [{ service: serviceOf(sim, signalledRecord(ended)), askedAtMs: Date.parse(signal.occurredAt) }] : [];
  const refused = entriesIn(ended).flatMap(({ type, detail: { service = '', detail } }) =>
    type === 'RequestRefused' && detail?.request !== 'ApprovalGiven' ? [{ service, askedAtMs: Date.parse(detail?.askedAt ?? '') }] : [],
  );
  return [...stored, ...refused].map((each) => ({ ...each, answeredAtMs }));
}

function signalIn(ended: CallRecord): Signal | undefined {
  if (signalledRecord(ended) === undefined) return undefined;
  const { Attributes: record } = (ended.outcome.kind === 'answered' ? ended.outcome.output : {}) as { readonly Attributes?: Item };
  return JSON.parse(record?.signal?.S ?? '{}') as Signal;
}

function serviceOf(sim: Simulated, deploymentId: string | undefined): string {
  return sim.deployments().find(({ id }) => id === deploymentId)?.service ?? '';
}

function isFailing({ caller, outcome }: CallRecord): boolean {
  if (outcome.kind === 'answered' || !caller.roleArn.includes('signaldeployment')) return false;
  return !(outcome.error instanceof Error && outcome.error.name === 'ConditionalCheckFailedException');
}

function isUnsettled(sim: Simulated): boolean {
  const seconds = sim.elapsedSeconds();
  return sim.scenario.campaigns.some(
    ({ fault, fromSeconds, untilSeconds }) => unsettling.includes(fault) && seconds >= fromSeconds && seconds <= untilSeconds,
  );
}
