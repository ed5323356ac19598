import { tasksFor } from '../../../core/deployment/candidate-count.ts';
import type { Oracle } from './oracle.ts';
import { clockSlackSeconds } from './seen/clock-slack.ts';
import type { AnsweredLook } from './seen/decisions.ts';
import { firstEnteredMs, launchedMs } from './seen/entered-states.ts';
import { type AdmittedSeen, phaseOf, rolesIn, type Seen, seen } from './seen/seen.ts';
import { eachShift, type ShiftSeen } from './seen/shift-seen.ts';
import type { TrafficChange } from './seen/traffic-book.ts';

function onShifts(check: (book: Seen, shift: ShiftSeen) => string | undefined): Oracle['watch'] {
  return (sim) => {
    const book = seen(sim);
    const shifts = eachShift(book, (shift) => check(book, shift));
    return { afterCall: ({ service }) => (service === 'ElasticLoadBalancingV2' ? shifts() : undefined) };
  };
}

/** The intent is written before the act. */
export const intentFirst: Oracle = {
  id: 'F08',
  name: 'intent before act',
  holds: 'no user reaches a candidate by a shift that the record of the deployment did not intend before',
  watch: onShifts(({ records }, { deployment, percent }) => {
    const { id, plan } = deployment;
    const record = records.of(id);
    const intended = plan.steps.slice(0, (record?.stepIndex ?? -1) + 1).map(({ candidatePercent }) => candidatePercent);
    return intended.includes(percent) ? undefined : `${id} sends ${percent} %, its record intends ${intended.join(', ') || 'nothing'}`;
  }),
};

/** Once the way back began, nothing leads forward any more. */
export const noWayForwardAfterBack: Oracle = {
  id: 'F07',
  name: 'the way back is not left again',
  holds: 'no call that gives the candidate users is made after its deployment began to go back',
  watch: onShifts((_, { deployment, change, percent }) => {
    const backMs = firstEnteredMs(deployment.execution, 'InspectStable');
    if (backMs === undefined || change.calledAtMs <= backMs) return undefined;
    return `${deployment.id} sent ${percent} % to its candidate ${(change.calledAtMs - backMs) / 1_000} s after it began to go back`;
  }),
};

/** Shares rise step by step, each from the one before it as it was seen. */
export const stepByStep: Oracle = {
  id: 'F10',
  name: 'each step from the one before',
  holds:
    'users are sent on, and promoted, only from the share of the step before, as the rule shows it, and only after it showed that share for the whole bake',
  watch: (sim) => {
    const book = seen(sim);
    const shifts = eachShift(book, (shift) => wrongShift(book, shift));
    return {
      afterCall: ({ service }) => {
        if (service === 'ElasticLoadBalancingV2') return shifts();
        return book.answered?.kind === 'promote' ? wrongPromotion(book, book.answered) : undefined;
      },
    };
  },
};

function wrongShift({ traffic }: Seen, { service, deployment, change, percent, stepIndex }: ShiftSeen): string | undefined {
  if (stepIndex < 0) return `${deployment.id} sends ${percent} %, which is no step of its plan`;
  const changes = traffic.of(service);
  const before = changes.slice(0, changes.indexOf(change));
  // The same step again, and a call that took so long that others came first, are other checks' matter.
  const last = before.at(-1);
  if (last?.share[deployment.plan.candidate.lane] === percent) return undefined;
  if (last !== undefined && change.calledAtMs < change.atMs && change.calledAtMs <= last.atMs) return undefined;
  const why = whyNotBaked(deployment, stepIndex - 1, before, change.calledAtMs);
  return why && `${deployment.id} goes on to ${percent} % ${why}`;
}

/** Nothing is written when users stay where they are, so the look that decides it is what is asked about. */
function wrongPromotion(book: Seen, { deploymentId, askedAtMs }: AnsweredLook): string | undefined {
  const deployment = book.find(deploymentId);
  if (deployment === undefined || phaseOf(deployment) !== 'forward') return undefined;
  const { id, service, plan } = deployment;
  const changes = book.traffic.of(service);
  // What a slow look saw may have changed since.
  if ((changes.at(-1)?.atMs ?? 0) > askedAtMs) return undefined;
  const why = whyNotBaked(deployment, plan.steps.length - 1, changes, book.sim.now().getTime());
  return why && `${id} is to be promoted ${why}`;
}

/** Why a step was not over at a moment, in world milliseconds, as the changes of the rule until then show it. */
function whyNotBaked(deployment: AdmittedSeen, stepIndex: number, before: readonly TrafficChange[], atMs: number): string | undefined {
  const step = deployment.plan.steps[stepIndex];
  const last = before.at(-1);
  // Weights that somebody else wrote are other checks' matter.
  if (last === undefined || last.by === 'somebody') return undefined;
  const percent = step?.candidatePercent ?? 0;
  const from = last.share[deployment.plan.candidate.lane];
  if (from !== percent) return `from ${from} %, not from ${percent} %`;
  // Before its first shift users are where they were when it was launched.
  const shownSeconds = (atMs - (shownSinceMs(deployment, before, percent) ?? launchedMs(deployment.execution))) / 1_000;
  const bakeSeconds = step?.bakeSeconds ?? 0;
  return shownSeconds >= bakeSeconds - clockSlackSeconds ? undefined : `after ${shownSeconds} of ${bakeSeconds} s`;
}

/** Since when, in world milliseconds, a deployment last kept this share on its candidate; undefined: it never sent it. */
export function shownSinceMs({ plan, execution }: AdmittedSeen, changes: readonly TrafficChange[], percent: number): number | undefined {
  const isShown = ({ share }: TrafficChange) => share[plan.candidate.lane] === percent;
  const isOwn = ({ by, atMs }: TrafficChange) => by === 'deployment' && atMs >= launchedMs(execution);
  const end = changes.findLastIndex((change) => isOwn(change) && isShown(change));
  const begin = changes.slice(0, Math.max(0, end)).findLastIndex((change) => !isShown(change)) + 1;
  return changes.slice(begin, end + 1).find(isOwn)?.atMs;
}

/** A repeated decision never takes a step back. */
export const neverBackAndForth: Oracle = {
  id: 'F23',
  name: 'never back and forth',
  holds: 'until it goes back, a deployment only ever raises the share of its candidate: a repeated or redriven step undoes none',
  watch: onShifts(({ traffic }, { service, deployment, change, percent }) => {
    const { id, plan } = deployment;
    const own = traffic.of(service).filter(({ by, atMs }) => by === 'deployment' && atMs >= launchedMs(deployment.execution));
    const earlier = own.slice(0, own.indexOf(change)).map(({ share }) => share[plan.candidate.lane]);
    const higher = earlier.find((share) => share > percent);
    return higher === undefined ? undefined : `${id} sends ${percent} % after it had sent ${higher} %`;
  }),
};

/** Weights that somebody else wrote are not fought. */
export const neverFights: Oracle = {
  id: 'F13',
  name: 'foreign weights are not fought',
  holds: 'no look sends users on from weights that somebody else wrote, unless they are those of the step before',
  watch: onShifts((book, { deployment, before, percent, stepIndex }) => {
    const { id, plan } = deployment;
    const decidedMs = book.shiftDecidedMs(id) ?? 0;
    if (before.by !== 'somebody' || before.atMs >= decidedMs) return undefined;
    const from = before.share[plan.candidate.lane];
    if (from === percent || from === (plan.steps[stepIndex - 1]?.candidatePercent ?? 0)) return undefined;
    return `${id} sends ${percent} % over the ${from} % that somebody wrote before the look`;
  }),
};

/** Room first, users later. */
export const roomFirst: Oracle = {
  id: 'F12',
  name: 'room before users',
  holds: 'a look decides to send users on only while as many targets of the candidate are healthy as their share of stable’s tasks',
  watch: (sim) => {
    const book = seen(sim);
    return {
      afterCall: () => {
        const { answered } = book;
        // What a slow look saw may have changed since.
        if (answered?.kind !== 'shift' || sim.now().getTime() - answered.askedAtMs > 1_000) return undefined;
        const deployment = book.find(answered.deploymentId);
        const percent = deployment?.plan.steps[answered.stepIndex ?? -1]?.candidatePercent ?? 0;
        if (deployment === undefined || percent === 0) return undefined;
        const { candidate } = rolesIn(sim.service(deployment.service), deployment.plan);
        const needed = tasksFor(deployment.plan.stable.desiredCount, percent);
        if (candidate.healthy >= needed) return undefined;
        return `${deployment.id} is about to send ${percent} % to ${candidate.healthy} healthy targets, ${needed} are needed`;
      },
    };
  },
};
