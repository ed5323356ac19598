import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { RuleReader } from '../../adapters/rule-reader.ts';
import { retirementHolder } from '../../core/deployment/holders.ts';
import { wholeness } from '../../core/deployment/wholeness.ts';
import { readString } from '../../core/input.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'load' | 'lease' | 'release'>;
  readonly lanes: LaneReader;
  readonly rules: RuleReader;
  readonly now: () => Date;
}

/** Whether the old lane may be put to rest now. `keep` is a normal answer: somebody else uses it. */
export interface RetirementClaim {
  readonly kind: 'retire' | 'keep';
  readonly because: string;
}

/**
 * State `ClaimRetirement`: takes the service's lease, so that no deployment can start on the old lane while it is scaled down, and then
 * looks again at what users get. Without the lease, or with a single user on the old lane, nothing is retired.
 */
export function claimRetirement({ ledger, lanes, rules, now }: Needs) {
  return async (input: unknown): Promise<RetirementClaim> => {
    const executionArn = readString(input, 'executionArn');
    const { id, service, plan } = await ledger.load(readString(input, 'deploymentId'));
    const holder = retirementHolder(id);
    const leased = await ledger.lease({ service, holder, executionArn, alarmArns: [], candidateLane: '' }, now());
    if (leased.kind === 'held') return { kind: 'keep', because: `${leased.by.holder} has the service` };
    const serving = wholeness(await rules.actions(plan.ruleArn), plan);
    const old = await lanes.read(plan.cluster, plan.stable);
    const moved = old.deployments[0]?.taskDefinitionArn !== plan.stable.taskDefinitionArn;
    if (serving === 'candidate' && !moved) return { kind: 'retire', because: `no user reaches ${plan.stable.lane} any more` };
    await ledger.release(service, holder);
    const because = moved
      ? `${plan.stable.lane} runs another revision by now`
      : `traffic is ${serving === 'split' ? 'split' : 'on stable'}`;
    return { kind: 'keep', because };
  };
}
