import type { Caller } from '../aws-calls.ts';
import type { Call } from '../router.ts';
import { accessDenied, lacksPermission, type Refusal } from './access-denied.ts';
import type { Fact, Facts } from './condition.ts';
import { type Asked, globalFacts, type Judge, type JudgeNeeds, judging } from './judge.ts';
import { requiredBy } from './required-by.ts';
import type { Requirement } from './requirement.ts';
import type { Permission } from './statement.ts';

/** Asks the policies of the templates about every call. */
export interface Authorizer {
  /**
   * Lets a call through, or throws what its service answers. Calls of `local`, the world itself, are never asked about.
   * @throws {UnmodelledCallError} nobody wrote down what the operation requires, or a policy says what is not modelled.
   */
  authorize(call: Call): void;
  /** Revokes an action (`elasticloadbalancing:ModifyRule`, `ecs:*`) from a role, as a service control policy would; undone by what it returns. */
  deny(roleArn: string, action: string): () => void;
  /** Every permission without which some call since the world began would have been refused: it alone let that call through. */
  used(): readonly Permission[];
  /** Policies changed: what was decided before is forgotten. */
  forget(): void;
}

/** A caller, with what was decided about it: verdicts by action and resource. */
interface Who {
  readonly principal: string;
  readonly globals: Facts;
  readonly cases: Map<string, Map<string, Case>>;
}

/** Verdicts for one action on one resource, by the values of the condition keys that matter to them and change with the request. */
interface Case {
  readonly keys: readonly string[];
  readonly verdicts: Map<string, { readonly refusal: Refusal | undefined }>;
}

/** More than the resources of a world: only names of executions grow in number, and the oldest are of no more use. */
const resourcesMax = 1_000;

/** Makes the authorizer of one world. What was decided is kept until policies change. */
export function authorizer(needs: JudgeNeeds): Authorizer {
  const callers = new Map<string, Who>();
  const used = new Map<string, Permission>();
  const judge = judging(needs, (permission) => {
    used.set(JSON.stringify(permission), permission);
  });
  const whoIs = ({ roleArn, sourceArn }: Caller): Who => {
    const id = sourceArn === undefined ? roleArn : `${roleArn} ${sourceArn}`;
    const known = callers.get(id) ?? { principal: roleArn, globals: globalFacts(roleArn, sourceArn, needs), cases: new Map() };
    callers.set(id, known);
    return known;
  };
  return {
    authorize: ({ service, operation, input, caller }) => {
      if (caller.roleArn === 'local') return;
      const who = whoIs(caller);
      for (const requirement of requiredBy(service, operation)(input as never, needs)) {
        const refusal = remembered(who, requirement, judge);
        if (refusal === undefined) continue;
        if (requirement.viaService) throw lacksPermission(service, requirement.action);
        throw accessDenied(service, { principal: caller.roleArn, ...requirement }, refusal);
      }
    },
    deny: (roleArn, action) => {
      const giveBack = judge.revoke(roleArn, action);
      callers.clear();
      return () => {
        giveBack();
        callers.clear();
      };
    },
    used: () => [...used.values()],
    forget: () => callers.clear(),
  };
}

function remembered(who: Who, requirement: Requirement, judge: Judge): Refusal | undefined {
  const asked = (): Asked => ({ principal: who.principal, globals: who.globals, requirement });
  const { keys, verdicts } = caseOf(who, requirement, () => judge.keysFor(asked()));
  const values = keys.length === 0 ? '' : keys.map((key) => textOfFact(requirement.facts?.(key))).join(' ');
  const known = verdicts.get(values);
  if (known !== undefined) return known.refusal;
  const refusal = judge.refusal(asked());
  if (verdicts.size < resourcesMax) verdicts.set(values, { refusal });
  return refusal;
}

function caseOf({ cases }: Who, { action, resource }: Requirement, keys: () => readonly string[]): Case {
  let ofAction = cases.get(action);
  if (ofAction === undefined) {
    ofAction = new Map();
    cases.set(action, ofAction);
  }
  let found = ofAction.get(resource);
  if (found === undefined) {
    if (ofAction.size >= resourcesMax) ofAction.clear();
    found = { keys: keys(), verdicts: new Map() };
    ofAction.set(resource, found);
  }
  return found;
}

/** A key that is not modelled counts as a value of its own: whether it matters is found when the statements are asked. */
function textOfFact(fact: Fact | undefined): string {
  if (typeof fact === 'string') return `=${fact}`;
  return fact === undefined ? 'unmodelled' : JSON.stringify(fact);
}
