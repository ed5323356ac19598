import type { Action, ModifyRuleInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CallRecord } from '../../../../local/aws/router.ts';
import type { ServiceName } from '../../scenario/simulated-services.ts';
import type { ServiceReality, Simulated } from '../../world/simulated.ts';
import { type Machine, machineOf } from './machine-of.ts';

/** The weights of a rule from one moment on, as the API answers them. */
export interface TrafficChange {
  /** World milliseconds at which they were seen first. */
  readonly atMs: number;
  /** World milliseconds at which the call that wrote them was made. */
  readonly calledAtMs: number;
  readonly by: Machine | 'somebody';
  /** Percent of the users. */
  readonly share: Readonly<Record<'blue' | 'green', number>>;
  /** Who moves users or decides about them read the rule while it had them; the sweep, and who admits the next deployment, are not among these. */
  readonly wasRead: boolean;
}

interface Followed {
  readonly ruleArn: string;
  readonly groups: Readonly<Record<'blue' | 'green', string>>;
  asked: readonly Action[] | undefined;
  /** World milliseconds of the last read, by role. */
  readonly readMs: Map<string, number>;
  readonly changes: TrafficChange[];
}

/** Every change of the weights of each service's rule, and who made it. */
export class TrafficBook {
  readonly #sim: Simulated;
  readonly #rules: ReadonlyMap<ServiceName, Followed>;

  constructor(sim: Simulated) {
    this.#sim = sim;
    this.#rules = new Map(
      sim.services().map(({ name, ruleArn, blue, green }) => {
        const groups = { blue: blue.targetGroupArn, green: green.targetGroupArn };
        return [name, { ruleArn, groups, asked: undefined, readMs: new Map(), changes: [] }];
      }),
    );
    this.#look('somebody', sim.now().getTime());
  }

  /** Takes a call in: who wrote what is there now, or when Sluice read it. */
  learn(ended: CallRecord): void {
    if (ended.service !== 'ElasticLoadBalancingV2') return;
    if (ended.operation === 'ModifyRule') this.#written(ended);
    else if (ended.operation === 'DescribeRules' && ended.outcome.kind === 'answered' && ended.caller.roleArn !== 'local')
      this.#read(ended);
  }

  /** Oldest first; never empty. */
  of(service: ServiceName): readonly TrafficChange[] {
    this.#look('somebody', this.#sim.now().getTime());
    return this.#rules.get(service)?.changes ?? [];
  }

  /** Those that were in force at some moment since a time, in world milliseconds: oldest first, and never empty. */
  since(service: ServiceName, sinceMs: number): readonly TrafficChange[] {
    const changes = this.of(service);
    return changes.filter((_, index) => (changes[index + 1]?.atMs ?? Number.POSITIVE_INFINITY) > sinceMs);
  }

  /** The weights that requests meet, which may be older than those that the API answers; undefined when nobody wrote such weights. */
  live(service: ServiceName, { blue, green }: Pick<ServiceReality, 'blue' | 'green'>): TrafficChange | undefined {
    const sum = blue.liveWeight + green.liveWeight;
    const percent = sum === 0 ? 0 : (100 * blue.liveWeight) / sum;
    return this.of(service).findLast(({ share }) => share.blue === percent);
  }

  /** When Sluice read the rule last, in world milliseconds, by those roles that count; 0 before it did. */
  lastReadMs(service: ServiceName, counts: (roleArn: string) => boolean = () => true): number {
    const reads = [...(this.#rules.get(service)?.readMs ?? [])];
    return Math.max(0, ...reads.map(([roleArn, atMs]) => (counts(roleArn) ? atMs : 0)));
  }

  #written(ended: CallRecord): void {
    const by = machineOf(ended) ?? 'somebody';
    this.#look(by, ended.at.getTime());
    // Somebody may have looked between the effect and the end of the call.
    const { RuleArn } = ended.input as ModifyRuleInput;
    const followed = [...this.#rules.values()].find(({ ruleArn }) => ruleArn === RuleArn);
    const last = followed?.changes.at(-1);
    if (followed === undefined || last === undefined || last.by !== 'somebody' || last.atMs !== this.#sim.now().getTime()) return;
    followed.changes[followed.changes.length - 1] = { ...last, by, calledAtMs: ended.at.getTime() };
  }

  #read({ input, caller }: CallRecord): void {
    const { RuleArns = [] } = input as { readonly RuleArns?: readonly string[] };
    this.#look('somebody', this.#sim.now().getTime());
    for (const { ruleArn, readMs, changes } of this.#rules.values()) {
      const last = changes.at(-1);
      if (!RuleArns.includes(ruleArn) || last === undefined) continue;
      readMs.set(caller.roleArn, this.#sim.now().getTime());
      if (!last.wasRead && !isForItself(caller.roleArn)) changes[changes.length - 1] = { ...last, wasRead: true };
    }
  }

  #look(by: TrafficChange['by'], calledAtMs: number): void {
    for (const followed of this.#rules.values()) {
      const asked = this.#sim.world.elb.view.rule(followed.ruleArn)?.asked;
      if (asked === followed.asked) continue;
      followed.asked = asked;
      followed.changes.push({
        atMs: this.#sim.now().getTime(),
        calledAtMs,
        by,
        share: shareOf(asked ?? [], followed.groups),
        wasRead: false,
      });
    }
  }
}

/** What the sweep sees is known only to itself, and what admission sees to the deployment that it admits: neither to the one that is under way. */
export function isForItself(roleArn: string): boolean {
  return /sweep|admit/i.test(roleArn);
}

/** Percent of each lane of all weight that a list of actions gives. */
export function shareOf(actions: readonly Action[], groups: Readonly<Record<'blue' | 'green', string>>): TrafficChange['share'] {
  const all = actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
  const sum = all.reduce((total, { Weight = 0 }) => total + Weight, 0);
  const of = (arn: string) => all.reduce((total, { TargetGroupArn, Weight = 0 }) => total + (TargetGroupArn === arn ? Weight : 0), 0);
  return sum === 0 ? { blue: 0, green: 0 } : { blue: (100 * of(groups.blue)) / sum, green: (100 * of(groups.green)) / sum };
}
