import type { Delivery } from '../../../local/aws/event-bridge/rule-properties.ts';
import type { CallRecord } from '../../../local/aws/router.ts';

/** When users of one service were in danger, and when the rule was read back without it. World milliseconds. */
interface Clocks {
  signalMs?: number;
  acceptedMs?: number;
  restoredMs?: number;
}

/** Takes the time from the first signal to the rule read back, for each of many services. */
export class SignalClocks {
  readonly #now: () => Date;
  readonly #byService = new Map<string, Clocks>();
  readonly #byRule: ReadonlyMap<string, string>;
  readonly #candidates: ReadonlyMap<string, string>;

  /** @param rules service → its users' rule; @param candidates service → target group of its candidate lane */
  constructor(now: () => Date, rules: ReadonlyMap<string, string>, candidates: ReadonlyMap<string, string>) {
    this.#now = now;
    this.#byRule = new Map([...rules].map(([service, rule]) => [rule, service]));
    this.#candidates = candidates;
  }

  /** AWS says that a candidate is bad. */
  readonly onDelivery = ({ event, targetArn }: Delivery): void => {
    if (!targetArn.includes('signal-deployment') || !/Alarm State Change|ECS Task State Change/.test(event['detail-type'])) return;
    const service = /(svc-\d{5})-green/.exec(JSON.stringify(event.detail))?.[1];
    const isWanted = /ServiceSchedulerInitiated/.test(JSON.stringify(event.detail));
    if (service !== undefined && !isWanted) this.#clocks(service).signalMs ??= this.#now().getTime();
  };

  readonly ended = ({ service: of, operation, input, caller, outcome }: CallRecord): void => {
    if (outcome.kind === 'failed') return;
    if (of === 'Lambda' && operation === 'Invoke') this.#judged(input, outcome.output);
    if (of !== 'ElasticLoadBalancingV2' || !/sluice-(deployment|restore)-/.test(caller.roleArn)) return;
    const { RuleArn, RuleArns = [] } = input as { readonly RuleArn?: string; readonly RuleArns?: readonly string[] };
    const service = this.#byRule.get(RuleArn ?? RuleArns[0] ?? '');
    const clocks = service === undefined ? undefined : this.#byService.get(service);
    if (service === undefined || clocks?.signalMs === undefined) return;
    if (operation === 'ModifyRule' && isAway(input, this.#candidates.get(service))) clocks.acceptedMs ??= this.#now().getTime();
    if (operation === 'DescribeRules' && clocks.acceptedMs !== undefined) clocks.restoredMs ??= this.#now().getTime();
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

function isAway(input: object, candidate: string | undefined): boolean {
  const { Actions = [] } = input as {
    readonly Actions?: readonly {
      readonly ForwardConfig?: { readonly TargetGroups?: readonly { TargetGroupArn?: string; Weight?: number }[] };
    }[];
  };
  const groups = Actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
  return groups.length > 0 && groups.every(({ TargetGroupArn, Weight = 0 }) => TargetGroupArn !== candidate || Weight === 0);
}
