import { UnmodelledCallError } from '../aws-calls.ts';
import type { Refusal } from './access-denied.ts';
import type { Fact, Facts } from './condition.ts';
import { type Decision, decide } from './decide.ts';
import type { RequestPlace, Requirement } from './requirement.ts';
import { type Permission, type ReadStatement, readStatement } from './statement.ts';

/** What a judge reads. */
export interface JudgeNeeds extends RequestPlace {
  /** Statements of a role. @throws {UnmodelledCallError} a role that no template makes. */
  statementsOf(roleArn: string): readonly ReadStatement[];
  /** Statements that stand on a resource. */
  policiesOn(resourceArn: string): readonly ReadStatement[];
}

/** One requirement of one call. */
export interface Asked {
  /** Role ARN or service principal. */
  readonly principal: string;
  /** The condition keys that every request of the caller has; undefined for all others. */
  readonly globals: Facts;
  readonly requirement: Requirement;
}

interface Denial {
  readonly roleArn: string;
  readonly statement: ReadStatement;
}

/** Decides from policies alone, every time anew. */
export interface Judge {
  /** The condition keys, beside the global ones, that the answer depends on. */
  keysFor(asked: Asked): readonly string[];
  /** Why it is refused; undefined when it is not. */
  refusal(asked: Asked): Refusal | undefined;
  /** Takes an action from a role; what it returns gives it back. */
  revoke(roleArn: string, action: string): () => void;
}

/** Makes the judge of one world. `use` hears of every permission without which something would have been refused. */
export function judging(needs: JudgeNeeds, use: (permission: Permission) => void): Judge {
  const denials = new Set<Denial>();
  const identity = ({ principal }: Asked) => (isRole(principal) ? needs.statementsOf(principal) : []);
  const onResource = ({ requirement }: Asked) => needs.policiesOn(requirement.resource);
  return {
    keysFor: (asked) => {
      const concerning = [...identity(asked), ...onResource(asked)].filter(({ onAction }) => onAction(asked.requirement.action));
      const keys = new Set(concerning.flatMap(({ when }) => when.keys));
      return [...keys].filter((key) => asked.globals(key) === undefined).sort();
    },
    revoke: (roleArn, action) => {
      const denial = { roleArn, statement: readStatement({ Effect: 'Deny', Action: action, Resource: '*' }) };
      denials.add(denial);
      return () => void denials.delete(denial);
    },
    refusal: (asked) => {
      const { principal, globals, requirement } = asked;
      const { action, resource, facts } = requirement;
      const revoked = [...denials].some(({ roleArn, statement }) => roleArn === principal && statement.onAction(action));
      if (revoked) return 'a service control policy';
      const about: Facts = (key) => {
        const global = globals(key);
        const known = global === undefined ? facts?.(key) : global;
        return known === undefined && key === 'aws:viaawsservice' ? 'false' : known;
      };
      const policies = onResource(asked);
      const standing = (name: string) =>
        decide(
          policies.filter((one) => one.forPrincipal(name)),
          action,
          resource,
          about,
        );
      const byIdentity = decide(identity(asked), action, resource, about);
      const delegated = standing(`arn:aws:iam::${needs.account}:root`);
      const said = { principal, action, resource, byIdentity, byResource: standing(principal), delegated };
      const refusal = together(said);
      if (refusal === undefined) for (const one of neededBy(said)) use(one);
      return refusal;
    },
  };
}

interface Said {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly byIdentity: Decision;
  readonly byResource: Decision;
  /** What the resource's policy leaves to the account's own policies. */
  readonly delegated: Decision;
}

/** Within one account either kind of policy is enough, except for keys, whose own policy must leave the answer to the account's. */
function together({ principal, action, byIdentity, byResource, delegated }: Said): Refusal | undefined {
  if (byIdentity.kind === 'denied') return 'an identity-based policy';
  if (byResource.kind === 'denied') return 'a resource-based policy';
  if (byResource.kind === 'allowed') return undefined;
  if (!isRole(principal)) return 'no resource-based policy';
  if (byIdentity.kind !== 'allowed') return 'no identity-based policy';
  return action.startsWith('kms:') && delegated.kind !== 'allowed' ? 'no resource-based policy' : undefined;
}

/** What let something through that nothing else would have let through. */
function neededBy(said: Said): readonly Permission[] {
  const { principal, action, resource, byIdentity, byResource, delegated } = said;
  const isEnough = together({ ...said, byResource: { kind: 'unmentioned' } }) === undefined;
  if (byResource.kind === 'allowed') return isEnough ? [] : only(resource, byResource);
  return [...only(principal, byIdentity), ...(action.startsWith('kms:') ? only(resource, delegated) : [])];
}

/** One that says no more than another does is not needed, and neither is the other. */
function only(holder: string, decision: Decision): readonly Permission[] {
  if (decision.kind !== 'allowed') return [];
  const [first, ...others] = decision.by;
  return first === undefined || others.length > 0 ? [] : [{ holder, statement: first.written }];
}

function isRole(principal: string): boolean {
  if (principal.startsWith('arn:')) return true;
  if (/^[a-z.-]+\.amazonaws\.com$/.test(principal)) return false;
  throw new UnmodelledCallError(`the caller ${principal}`);
}

/** The condition keys that every request of a caller has. @throws {UnmodelledCallError} neither a role nor a service. */
export function globalFacts(principal: string, sourceArn: string | undefined, { account, region }: JudgeNeeds): Facts {
  const isService = !isRole(principal);
  const values: Readonly<Record<string, Fact>> = {
    'aws:principalarn': isService ? null : principal,
    'aws:principalaccount': isService ? null : account,
    'aws:principalisawsservice': String(isService),
    'aws:requestedregion': region,
    'aws:securetransport': 'true',
    'aws:sourcearn': sourceArn ?? null,
    'aws:sourceaccount': isService ? account : null,
    'aws:sourceowner': isService ? account : null,
  };
  return (key) => (Object.hasOwn(values, key) ? values[key] : undefined);
}
