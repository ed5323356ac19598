import type { Delivery } from '../../../local/aws/event-bridge/rule-properties.ts';
import type { CallRecord } from '../../../local/aws/router.ts';
import { wayBackIn } from '../clocks/way-back.ts';

/** The service that a users' rule is of, and the target group of its stable lane. */
export interface RuleOfService {
  readonly service: string;
  readonly stable: string;
}

/** When users of one service were in danger, and when the rule was read back with all of them on stable. World milliseconds. */
interface Clocks {
  signalMs?: number;
  acceptedMs?: number;
  restoredMs?: number;
}

/** Takes the time from the first signal to the rule read back, for each of many services. */
export class SignalClocks {
  readonly #now: () => Date;
  readonly #byService = new Map<string, Clocks>();
  readonly #byRule: ReadonlyMap<string, RuleOfService>;

  constructor(now: () => Date, byRule: ReadonlyMap<string, RuleOfService>) {
    this.#now = now;
    this.#byRule = byRule;
  }

  /** AWS says that a candidate is bad. */
  readonly onDelivery = ({ event, targetArn }: Delivery): void => {
    if (!targetArn.includes('signal-deployment') || !/Alarm State Change|ECS Task State Change/.test(event['detail-type'])) return;
    const service = /(svc-\d{5})-green/.exec(JSON.stringify(event.detail))?.[1];
    const isWanted = /ServiceSchedulerInitiated/.test(JSON.stringify(event.detail));
    if (service !== undefined && !isWanted) this.#clocks(service).signalMs ??= this.#now().getTime();
  };

  readonly ended = (call: CallRecord): void => {
    const { service: of, operation, input, outcome } = call;
    if (of === 'Lambda' && operation === 'Invoke' && outcome.kind === 'answered') this.#judged(input, outcome.output);
    const wayBack = wayBackIn(call, (ruleArn) => this.#byRule.get(ruleArn)?.stable);
    const clocks = this.#byService.get(this.#byRule.get(wayBack?.ruleArn ?? '')?.service ?? '');
    if (wayBack === undefined || clocks?.signalMs === undefined) return;
    if (wayBack.did === 'asked') clocks.acceptedMs ??= this.#now().getTime();
    else if (clocks.acceptedMs !== undefined) clocks.restoredMs ??= this.#now().getTime();
  };

  /** Milliseconds from signal to restored, of every service that had a signal; `undefined`: nobody was brought back yet. */
  times(): ReadonlyMap<string, number | undefined> {
    const time = ({ signalMs, restoredMs }: Clocks) =>
      signalMs === undefined || restoredMs === undefined ? undefined : restoredMs - signalMs;
    return new Map([...this.#byService].map(([service, clocks]) => [service, time(clocks)]));
  }

  #judged(input: object, output: object): void {
    const { FunctionName = '', Payload: asked } = input as { readonly FunctionName?: string; readonly Payload?: Uint8Array };
    if (!FunctionName.includes('sluice-next-step')) return;
    const { Payload } = output as { readonly Payload?: Uint8Array };
    if (!textOf(Payload).includes('"kind":"rollback"')) return;
    const service = /svc-\d{5}/.exec(textOf(asked))?.[0];
    if (service !== undefined) this.#clocks(service).signalMs ??= this.#now().getTime();
  }

  #clocks(service: string): Clocks {
    const known = this.#byService.get(service) ?? {};
    this.#byService.set(service, known);
    return known;
  }
}

function textOf(payload: Uint8Array | string | undefined): string {
  return typeof payload === 'string' ? payload : new TextDecoder().decode(payload);
}
