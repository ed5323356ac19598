import type { Plan } from '../../core/deployment/plan.ts';
import type { CallRecord } from '../../local/aws/router.ts';
import type { FinishedRequest } from '../../local/load-balancer/request-metrics.ts';

/** A weight that the state machine gave a lane. */
export interface Shift {
  readonly at: Date;
  readonly targetGroupArn: string;
  readonly percent: number;
}

/** What was seen of requests to one target group. */
export interface Served {
  firstAt: Date | undefined;
  lastAt: Date | undefined;
  /** First failed or very slow answer. */
  firstBadAt: Date | undefined;
}

/** The demo's own questions. */
const onlooker = 'local';
const slowMs = 500;

/** Takes down what passes by during one deployment: requests at the load balancer, calls at the front door of AWS. World times. */
export class Observer {
  readonly calls: CallRecord[] = [];
  readonly #served = new Map<string, Served>();

  readonly onRequest = ({ at, targetGroupArn, status, durationMs, client }: FinishedRequest): void => {
    if (targetGroupArn === undefined || client === 'test') return;
    const served = this.served(targetGroupArn);
    served.firstAt ??= at;
    served.lastAt = at;
    if (served.firstBadAt === undefined && (status >= 500 || durationMs > slowMs)) served.firstBadAt = at;
  };

  readonly onCall = (record: CallRecord): void => {
    if (record.caller.roleArn !== onlooker) this.calls.push(record);
  };

  /** Forgets what was seen: the next deployment begins. */
  reset(): void {
    this.calls.length = 0;
    this.#served.clear();
  }

  served(targetGroupArn: string): Served {
    const known = this.#served.get(targetGroupArn) ?? { firstAt: undefined, lastAt: undefined, firstBadAt: undefined };
    this.#served.set(targetGroupArn, known);
    return known;
  }

  /** Weights given to this lane by one rule, in order. */
  shifts(ruleArn: string, targetGroupArn: string): readonly Shift[] {
    return this.calls.flatMap((record) => {
      const percent = (record.input as { RuleArn?: string }).RuleArn === ruleArn ? shiftIn(record, targetGroupArn) : undefined;
      return percent === undefined ? [] : [{ at: record.at, targetGroupArn, percent }];
    });
  }

  /** Weights given to the candidate by the users' rule, once a plan is known. */
  weights(): readonly Shift[] {
    const plan = this.plan();
    return plan === undefined ? [] : this.shifts(plan.ruleArn, plan.candidate.targetGroupArn);
  }

  /** The plan that `Admit` answered to the state machine. */
  plan(): Plan | undefined {
    for (const { service, operation, outcome } of this.calls) {
      if (service !== 'Lambda' || operation !== 'Invoke' || outcome.kind === 'failed') continue;
      const answer = payloadOf(outcome.output);
      if (answer.kind === 'admitted') return answer.plan as Plan;
    }
    return undefined;
  }

  /** When CloudWatch says that an alarm went to ALARM, from the first such event delivered. */
  alarmAt(): Date | undefined {
    const event = this.#events('CloudWatch Alarm State Change')[0];
    return event && new Date((event.detail as { state: { timestamp: string } }).state.timestamp);
  }

  /** When the first task ended by itself, from ECS's own event. */
  crashAt(): Date | undefined {
    const stopped = this.#events('ECS Task State Change').map(({ detail }) => detail as { stopCode?: string; stoppedAt: string });
    const crashed = stopped.find(({ stopCode }) => stopCode === 'EssentialContainerExited');
    return crashed && new Date(crashed.stoppedAt);
  }

  /** Events of one kind that reached a function, in order. */
  #events(detailType: string): readonly Record<string, unknown>[] {
    const invoked = this.calls.filter(({ service, operation }) => service === 'Lambda' && operation === 'Invoke');
    return invoked.map(({ input }) => payloadOf(input)).filter((event) => event['detail-type'] === detailType);
  }

  /** When a signal answered the guard's token. */
  guardAnsweredAt(): Date | undefined {
    return this.calls.find(({ service, operation }) => service === 'SFN' && operation === 'SendTaskFailure')?.at;
  }
}

function payloadOf(input: object): Record<string, unknown> {
  const { Payload } = input as { readonly Payload?: Uint8Array };
  return Payload === undefined || Payload.length === 0 ? {} : (JSON.parse(Buffer.from(Payload).toString()) as Record<string, unknown>);
}

interface Group {
  readonly TargetGroupArn: string;
  readonly Weight: number;
}

/** What a call of the state machine means for users' traffic: the candidate's new percent on this target group, if it is a shift. */
function shiftIn({ service, operation, input, outcome }: CallRecord, candidateArn: string): number | undefined {
  if (service !== 'ElasticLoadBalancingV2' || operation !== 'ModifyRule' || outcome.kind === 'failed') return undefined;
  const { Actions } = input as { readonly Actions: readonly { readonly ForwardConfig?: { readonly TargetGroups: readonly Group[] } }[] };
  return Actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []).find(
    ({ TargetGroupArn }) => TargetGroupArn === candidateArn,
  )?.Weight;
}
