import { UnmodelledCallError } from '../aws/aws-calls.ts';
import { subnets } from './cidr.ts';
import { isObject } from './template.ts';
import { TemplateError } from './template-error.ts';
import { isPlain } from './template-json.ts';

/** What intrinsic functions look names up in. Each answers undefined for a name it does not know. */
export interface Scope {
  /** `Stack/LogicalId`, for messages. */
  readonly where: string;
  readonly region: string;
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean | undefined;
  exported(name: string): unknown;
  mapping(map: string, topKey: string, secondKey: string): unknown;
}

/** The value of `AWS::NoValue`: a member that has it is left out. */
export const noValue = Symbol('AWS::NoValue');

/**
 * Resolves every intrinsic function in a template value.
 * Source: the AWS CloudFormation "Intrinsic function reference".
 *
 * @throws {TemplateError} a name that does not exist, or arguments of the wrong form.
 * @throws {UnmodelledCallError} a function that is not modelled.
 */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (typeof value !== 'object' || value === null || isPlain(value)) return value;
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, scope)).filter((item) => item !== noValue);
  if (!isObject(value)) return value;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof argument === 'string')) {
    if (others.length === 0) return apply(name, argument, scope);
    if (name.startsWith('Fn::')) throw new TemplateError(`${scope.where}: ${name} stands beside other keys`);
  }
  const members = Object.entries(value).map(([key, member]) => [key, resolveValue(member, scope)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== noValue));
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => found(scope.ref(String(name)), `Ref ${name}`, scope),
  Condition: (name, scope) => found(scope.condition(String(name)), `condition ${name}`, scope),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...path] = typeof argument === 'string' ? argument.split('.') : texts(argument, 'Fn::GetAtt', scope);
    return attribute(String(logicalId), path.join('.'), scope);
  },
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope) => {
    const [delimiter, parts] = list(argument, 'Fn::Join', scope);
    return texts(parts, 'Fn::Join', scope).join(String(delimiter));
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = list(argument, 'Fn::Select', scope);
    return found(Array.isArray(items) ? items[Number(index)] : undefined, `Fn::Select ${index}`, scope);
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, text] = list(argument, 'Fn::Split', scope);
    return String(text).split(String(delimiter));
  },
  'Fn::If': (argument, scope) => {
    // Only the branch taken is resolved: the other may refer to a resource that its condition leaves out.
    const [name, yes, no] = Array.isArray(argument) ? argument : [];
    return resolveValue(found(scope.condition(String(name)), `condition ${name}`, scope) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument, 'Fn::Equals', scope);
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': (argument, scope) => list(argument, 'Fn::And', scope).every((item) => item === true),
  'Fn::Or': (argument, scope) => list(argument, 'Fn::Or', scope).some((item) => item === true),
  'Fn::Not': (argument, scope) => list(argument, 'Fn::Not', scope)[0] !== true,
  'Fn::ImportValue': (argument, scope) => {
    const name = String(resolveValue(argument, scope));
    return found(scope.exported(name), `export ${name}`, scope);
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, topKey, secondKey] = texts(argument, 'Fn::FindInMap', scope);
    return found(scope.mapping(String(map), String(topKey), String(secondKey)), `mapping ${map}.${topKey}.${secondKey}`, scope);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(String(resolveValue(argument, scope))).toString('base64'),
  'Fn::GetAZs': (argument, scope) => ['a', 'b', 'c'].map((zone) => `${resolveValue(argument, scope) || scope.region}${zone}`),
  'Fn::Cidr': (argument, scope) => {
    const [block, count, bits] = list(argument, 'Fn::Cidr', scope);
    return subnets(String(block), Number(count), Number(bits));
  },
};

function apply(name: string, argument: unknown, scope: Scope): unknown {
  const intrinsic = intrinsics[name];
  if (intrinsic === undefined) throw new UnmodelledCallError(`intrinsic function ${name} (${scope.where})`);
  return intrinsic(argument, scope);
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  const variables = resolveValue(given, scope);
  const lookUp = (name: string): unknown => {
    if (isObject(variables) && name in variables) return variables[name];
    const [logicalId = '', ...path] = name.split('.');
    return path.length > 0 ? attribute(logicalId, path.join('.'), scope) : apply('Ref', name, scope);
  };
  return String(text).replaceAll(/\$\{([^}]*)\}/g, (_, name: string) =>
    name.startsWith('!') ? `\${${name.slice(1)}}` : String(lookUp(name.trim())),
  );
}

function attribute(logicalId: string, name: string, scope: Scope): unknown {
  return found(scope.attribute(logicalId, name), `Fn::GetAtt ${logicalId}.${name}`, scope);
}

function list(argument: unknown, name: string, scope: Scope): readonly unknown[] {
  const resolved = resolveValue(argument, scope);
  if (!Array.isArray(resolved)) throw new TemplateError(`${scope.where}: ${name} needs a list, not ${JSON.stringify(resolved)}`);
  return resolved;
}

function texts(argument: unknown, name: string, scope: Scope): readonly string[] {
  return list(argument, name, scope).map(String);
}

function found<T>(value: T | undefined, what: string, scope: Scope): T {
  if (value === undefined) throw new TemplateError(`${scope.where}: ${what} does not exist`);
  return value;
}
