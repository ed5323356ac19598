import { UnmodelledCallError } from '../aws-calls.ts';
import type { Refusal } from './access-denied.ts';
import type { Fact, Facts } from './condition.ts';
import { type Decision, decide } from './decide.ts';
import type { RequestPlace, Requirement } from './requirement.ts';
import { type ReadStatement, readStatement, type Statement } from './statement.ts';

/** A permission that let a call through. */
export interface UsedPermission {
  /** Role ARN or service principal. */
  readonly principal: string;
  readonly action: string;
  /** The statement that allowed it, as the template wrote it. */
  readonly statement: Statement;
}

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

/** Makes the judge of one world. `use` hears of every permission that let something through. */
export function judging(needs: JudgeNeeds, use: (permission: UsedPermission) => void): Judge {
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
      const byResource = standing(principal);
      for (const decision of [byIdentity, byResource]) {
        if (decision.kind === 'allowed') for (const { written } of decision.by) use({ principal, action, statement: written });
      }
      return together({ principal, action, byIdentity, byResource, delegated: standing(`arn:aws:iam::${needs.account}:root`) });
    },
  };
}

interface Said {
  readonly principal: string;
  readonly action: string;
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
