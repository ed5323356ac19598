import type { LaneReader } from '../../adapters/lane-reader.ts';
import type { Lease, Ledger } from '../../adapters/ledger/ledger.ts';
import type { RequestCounter } from '../../adapters/metrics/request-counter.ts';
import type { RuleReader } from '../../adapters/rule-reader.ts';
import type { Deployment } from '../../core/deployment/deployment.ts';
import { retirementHolder } from '../../core/deployment/holders.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import { wholeness } from '../../core/deployment/wholeness.ts';
import { readString } from '../../core/input.ts';
import { limits } from '../../core/limits.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'load' | 'lease' | 'release'>;
  readonly lanes: LaneReader;
  readonly rules: RuleReader;
  readonly requests: RequestCounter;
  readonly now: () => Date;
}

/** Whether the old lane may be put to rest now. `keep` is a normal answer: somebody else uses it. */
export interface RetirementClaim {
  readonly kind: 'retire' | 'keep';
  readonly because: string;
}

/**
 * State `ClaimRetirement`: takes the service's lease, so that no deployment can start on the old lane while it is scaled down, and then
 * looks again at what users get. Nothing is retired without the lease, while the service is kept for a way back, with a single user on the old
 * lane, while nobody serves on the other one, or when that runs a revision of another deployment: then this promotion was taken back, and the
 * old lane is the way back of the one that came after it. Nor while requests reach it all the same: this rule is not the only way to a lane, and users
 * that another rule sends there would meet nobody. Nor after a person asked for the way back: the request may wait until AWS tells how the
 * lanes are. An old lane that is kept runs on until the next deployment.
 */
export function claimRetirement({ ledger, lanes, rules, requests, now }: Needs) {
  return async (input: unknown): Promise<RetirementClaim> => {
    const executionArn = readString(input, 'executionArn');
    const taskDefinitionArn = readString(input, 'taskDefinitionArn');
    const promoted = await ledger.load(readString(input, 'deploymentId'));
    const { id, service, plan } = promoted;
    const holder = retirementHolder(id);
    // First, because CloudWatch may be silent: nobody waits for a lease meanwhile.
    const reached = await stillReached({ requests, now }, promoted);
    const leased = await ledger.lease({ service, holder, executionArn, alarmArns: [], candidateLane: '' }, now());
    if (leased.kind === 'held') return { kind: 'keep', because: `${leased.by.holder} has the service, or is to have it next` };
    const needed = (await stillNeeded({ lanes, rules }, plan, taskDefinitionArn)) ?? reached ?? askedFor(promoted, leased.lease);
    if (needed === undefined) return { kind: 'retire', because: `no user reaches ${plan.stable.lane} any more` };
    await ledger.release(service, holder);
    return { kind: 'keep', because: needed };
  };
}

/** Why users may be about to go back; undefined: nobody asked for that since this deployment began. */
function askedFor({ admittedAt }: Deployment, { aborted }: Lease): string | undefined {
  if (aborted === undefined || Date.parse(aborted.occurredAt) < Date.parse(admittedAt)) return undefined;
  return `${aborted.source} asked to go back at ${aborted.occurredAt}`;
}

/**
 * Who reached the old lane though the rule sent it nobody; undefined: nobody that CloudWatch knows of. The users of this deployment had left
 * two minutes after its promotion: they were on the candidate alone for its last bake, weights act a minute late, and a cookie lasts another.
 */
async function stillReached(
  { requests, now }: Pick<Needs, 'requests' | 'now'>,
  { endedAt, plan }: Deployment,
): Promise<string | undefined> {
  if (endedAt === undefined) return undefined;
  const until = now();
  const leftMs = Date.parse(endedAt) + 1_000 * (limits.drainMarginSeconds.value + limits.stickinessSeconds.value);
  const from = new Date(Math.max(leftMs, until.getTime() - limits.reachedSeconds.value * 1_000));
  const { lane, targetGroupArn } = plan.stable;
  const count = await requests({ ruleArn: plan.ruleArn, targetGroupArn }, { from, until });
  if (count === 0) return undefined;
  return `${count} requests reached ${lane} since ${from.toISOString()}: another rule sends them there, or a cookie`;
}

/** Who needs the old lane; undefined: nobody. */
async function stillNeeded(
  { lanes, rules }: Pick<Needs, 'lanes' | 'rules'>,
  plan: Plan,
  promotedRevision: string,
): Promise<string | undefined> {
  const { cluster, stable, candidate } = plan;
  const serving = wholeness(await rules.actions(plan.ruleArn), plan);
  const [old, promoted] = await Promise.all([lanes.read(cluster, stable), lanes.read(cluster, candidate)]);
  if (old.deployments[0]?.taskDefinitionArn !== stable.taskDefinitionArn) return `${stable.lane} runs another revision by now`;
  if (serving !== 'candidate') return `traffic is ${serving === 'split' ? 'split' : 'on stable'}`;
  if (promoted.deployments[0]?.taskDefinitionArn !== promotedRevision)
    return `${candidate.lane} runs another revision by now: ${stable.lane} is its way back`;
  return promoted.healthyTargets > 0 ? undefined : `no target of ${candidate.lane} is healthy: ${stable.lane} is its way back`;
}
