import { UnmodelledCallError } from '../aws-calls.ts';
import type { Call } from '../router.ts';
import { accessDenied, type Refusal } from './access-denied.ts';
import type { Fact, Facts } from './condition.ts';
import { type Decision, decide } from './decide.ts';
import { requiredBy } from './required-by.ts';
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

/** Asks the policies of the templates about every call. */
export interface Authorizer {
  /**
   * Lets a call through, or throws what its service answers. Calls of `local`, the world itself, are never asked about.
   * @throws {UnmodelledCallError} nobody wrote down what the operation requires, or a policy says what is not modelled.
   */
  authorize(call: Call): void;
  /** Revokes an action (`elasticloadbalancing:ModifyRule`, `ecs:*`) from a role, as a service control policy would; undone by what it returns. */
  deny(roleArn: string, action: string): () => void;
  /** Every permission that let a call through since the world began. */
  used(): readonly UsedPermission[];
  /** Policies changed: what was decided before is forgotten. */
  forget(): void;
}

/** What an authorizer reads. */
export interface AuthorizerNeeds extends RequestPlace {
  /** Statements of a role. @throws {UnmodelledCallError} a role that no template makes. */
  statementsOf(roleArn: string): readonly ReadStatement[];
  /** Statements that stand on a resource. */
  policiesOn(resourceArn: string): readonly ReadStatement[];
}

interface Asked {
  readonly principal: string;
  readonly sourceArn: string | undefined;
  readonly requirement: Requirement;
}

/** `undefined` is yes. */
type Verdict = Refusal | undefined;

/** Verdicts for one action of one caller on one resource, by the values of the condition keys that matter to them. */
interface Case {
  readonly keys: readonly string[];
  readonly verdicts: Map<string, { readonly refusal: Verdict }>;
}

/** More than the resources of a world: only names of executions grow in number, and the oldest are of no more use. */
const casesMax = 10_000;

/** Makes the authorizer of one world. What was decided is kept until policies change. */
export function authorizer(needs: AuthorizerNeeds): Authorizer {
  const cases = new Map<string, Case>();
  const denials = new Set<{ readonly roleArn: string; readonly statement: ReadStatement }>();
  const used = new Map<string, UsedPermission>();
  const judge = judging(needs, denials, (permission) => {
    used.set(`${permission.principal} ${permission.action} ${JSON.stringify(permission.statement)}`, permission);
  });
  const verdict = (asked: Asked): Verdict => {
    const { principal, sourceArn = '', requirement } = asked;
    const id = `${principal} ${sourceArn} ${requirement.action} ${requirement.resource}`;
    let known = cases.get(id);
    if (known === undefined) {
      if (cases.size >= casesMax) cases.clear();
      known = { keys: judge.keysFor(asked), verdicts: new Map() };
      cases.set(id, known);
    }
    const values = known.keys.length === 0 ? '' : valuesOf(known.keys, judge.facts(asked));
    let given = known.verdicts.get(values);
    if (given === undefined) {
      given = { refusal: judge.verdict(asked) };
      if (known.verdicts.size < casesMax) known.verdicts.set(values, given);
    }
    return given.refusal;
  };
  return {
    authorize: ({ service, operation, input, caller }) => {
      if (caller.roleArn === 'local') return;
      for (const requirement of requiredBy(service, operation)(input as never, needs)) {
        const refusal = verdict({ principal: caller.roleArn, sourceArn: caller.sourceArn, requirement });
        if (refusal !== undefined) throw accessDenied(service, { principal: caller.roleArn, ...requirement }, refusal);
      }
    },
    deny: (roleArn, action) => {
      const denial = { roleArn, statement: readStatement({ Effect: 'Deny', Action: action, Resource: '*' }) };
      denials.add(denial);
      cases.clear();
      return () => {
        denials.delete(denial);
        cases.clear();
      };
    },
    used: () => [...used.values()],
    forget: () => cases.clear(),
  };
}

function judging(
  needs: AuthorizerNeeds,
  denials: ReadonlySet<{ readonly roleArn: string; readonly statement: ReadStatement }>,
  use: (permission: UsedPermission) => void,
) {
  const identity = ({ principal }: Asked) => (isRole(principal) ? needs.statementsOf(principal) : []);
  const onResource = ({ requirement }: Asked) => needs.policiesOn(requirement.resource);
  const facts = (asked: Asked): Facts => factsOf(asked, needs.account, needs.region);
  return {
    facts,
    keysFor: (asked: Asked): readonly string[] => {
      const concerning = [...identity(asked), ...onResource(asked)].filter(({ onAction }) => onAction(asked.requirement.action));
      return [...new Set(concerning.flatMap(({ when }) => when.keys))].sort();
    },
    verdict: (asked: Asked): Verdict => {
      const { principal, requirement } = asked;
      const { action, resource } = requirement;
      const revoked = [...denials].some(({ roleArn, statement }) => roleArn === principal && statement.onAction(action));
      if (revoked) return 'a service control policy';
      const policies = onResource(asked);
      const about = facts(asked);
      const byIdentity = decide(identity(asked), action, resource, about);
      const byResource = decide(
        policies.filter((one) => one.forPrincipal(principal)),
        action,
        resource,
        about,
      );
      for (const decision of [byIdentity, byResource]) {
        if (decision.kind === 'allowed') for (const { written } of decision.by) use({ principal, action, statement: written });
      }
      const account = `arn:aws:iam::${needs.account}:root`;
      const delegated = decide(
        policies.filter((one) => one.forPrincipal(account)),
        action,
        resource,
        about,
      );
      return together({ principal, action, byIdentity, byResource, delegated });
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
function together({ principal, action, byIdentity, byResource, delegated }: Said): Verdict {
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

function factsOf({ principal, sourceArn, requirement }: Asked, account: string, region: string): Facts {
  const globals: Readonly<Record<string, Fact>> = {
    'aws:principalarn': isRole(principal) ? principal : null,
    'aws:principalaccount': isRole(principal) ? account : null,
    'aws:principalisawsservice': String(!isRole(principal)),
    'aws:requestedregion': region,
    'aws:securetransport': 'true',
    'aws:sourcearn': sourceArn ?? null,
    'aws:sourceaccount': sourceArn === undefined ? null : account,
    'aws:sourceowner': isRole(principal) ? null : account,
  };
  return (key) => (Object.hasOwn(globals, key) ? globals[key] : requirement.facts?.(key));
}

function valuesOf(keys: readonly string[], facts: Facts): string {
  // A key that is not modelled counts as a value of its own: whether it matters is found when the statements are asked.
  return keys.map((key) => JSON.stringify(facts(key)) ?? 'unmodelled').join(' ');
}
