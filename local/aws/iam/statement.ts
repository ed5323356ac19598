import { UnmodelledCallError } from '../aws-calls.ts';
import { type Condition, condition } from './condition.ts';
import { arnWildcard, type Matches, wildcard } from './wildcard.ts';

/** One statement of a policy, resolved, as the template wrote it. */
export type Statement = Readonly<Record<string, unknown>>;

/** A statement, ready to be asked. */
export interface ReadStatement {
  readonly written: Statement;
  readonly effect: 'Allow' | 'Deny';
  readonly onAction: Matches;
  readonly onResource: Matches;
  /** True for everybody when the statement names no principal, as those of roles. Takes an ARN or the name of a service. */
  readonly forPrincipal: Matches;
  readonly when: Condition;
}

/** One permission of a role, or of whoever a policy on a resource lets in. */
export interface Permission {
  /** The ARN of the role, or of the resource that the policy stands on. */
  readonly holder: string;
  /** What is left of the statement that gives it: one action, one resource and one principal. */
  readonly statement: Statement;
}

/**
 * The permissions that a statement is made of: one for each action, resource and principal of its lists. What it leaves out (`NotAction`)
 * stays whole.
 */
export function permissionsOf(statement: Statement): readonly Statement[] {
  const { Action, Resource, Principal } = statement;
  const actions = partsOf(Action).map((one) => (one === undefined ? statement : { ...statement, Action: one }));
  const each = actions.flatMap((rest) => partsOf(Resource).map((one) => (one === undefined ? rest : { ...rest, Resource: one })));
  if (typeof Principal !== 'object' || Principal === null) return each;
  const principals = Object.entries(Principal).flatMap(([kind, names]) => partsOf(names).map((name) => ({ [kind]: name })));
  return each.flatMap((rest) => principals.map((one) => ({ ...rest, Principal: one })));
}

function partsOf(written: unknown): readonly unknown[] {
  return Array.isArray(written) ? written : [written];
}

/** Reads every permission of a policy for itself, so that it is known which of them let a call through. */
export function readPermissions(statements: readonly Statement[]): readonly ReadStatement[] {
  return statements.flatMap(permissionsOf).map(readStatement);
}

const members = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition']);

/**
 * Reads a statement as IAM does: names of actions in any case, wildcards in actions and resources.
 *
 * @throws {UnmodelledCallError} a member, an operator or a policy variable that is not modelled; nothing is skipped.
 */
export function readStatement(written: Statement): ReadStatement {
  const other = Object.keys(written).find((name) => !members.has(name));
  if (other !== undefined) throw new UnmodelledCallError(`${other} of a policy statement`);
  const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = written;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new UnmodelledCallError(`a policy statement with the effect ${String(Effect)}`);
  const action = anyOf(Action ?? NotAction, (pattern) => wildcard(pattern.toLowerCase()), NotAction !== undefined);
  return {
    written,
    effect: Effect,
    onAction: (name) => action(name.toLowerCase()),
    // Trust policies name no resource: the role itself is meant.
    onResource: anyOf(Resource ?? NotResource ?? '*', arnWildcard, NotResource !== undefined),
    forPrincipal: Principal === undefined ? () => true : anyOf(principalsOf(Principal), wildcard, false),
    when: condition(Condition),
  };
}

function anyOf(written: unknown, read: (pattern: string) => Matches, negated: boolean): Matches {
  const patterns = (Array.isArray(written) ? written : [written]).map(String);
  const variable = patterns.find((pattern) => pattern.includes('${'));
  if (variable !== undefined) throw new UnmodelledCallError(`the policy variable in ${variable}`);
  const all = patterns.map(read);
  return (text) => all.some((matches) => matches(text)) !== negated;
}

/** Principals by ARN or service name; wildcards have no meaning in them except `*` alone. */
function principalsOf(principal: unknown): readonly string[] {
  if (principal === '*') return ['*'];
  const kinds = Object.entries(principal as Readonly<Record<string, unknown>>);
  const other = kinds.find(([kind]) => kind !== 'Service' && kind !== 'AWS');
  if (other !== undefined) throw new UnmodelledCallError(`a principal of the kind ${other[0]}`);
  return kinds.flatMap(([, names]) => (Array.isArray(names) ? names : [names]).map(String));
}
