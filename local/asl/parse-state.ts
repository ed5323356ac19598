import { shown } from '../../core/shown.ts';
import type { Flow, State } from './definition.ts';
import { Fields, type Problem } from './fields.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { secondsMax } from './number-field.ts';
import { parseCatch, parseRetry } from './parse-error-handling.ts';
import type { Leaving } from './state-parts.ts';
import { expressionIn } from './template.ts';
import { instantMs } from './timestamp.ts';

/** What parsing one state needs from the machine around it. */
export interface Surroundings {
  readonly problem: Problem;
  readonly acceptsResource: (resource: string) => boolean;
  /** Parses the states of a branch or an item processor. */
  readonly flow: (raw: JsonObject, path: string, allowed: readonly string[]) => Flow;
}

type Parser = (name: string, fields: Fields, surroundings: Surroundings) => State;

const ends = ['Next', 'End'];
const guarded = ['Assign', 'Output', 'Retry', 'Catch', ...ends];

const states: Readonly<Record<string, { readonly fields: readonly string[]; readonly parse: Parser }>> = {
  Pass: { fields: ['Assign', 'Output', ...ends], parse: (name, fields) => ({ type: 'Pass', name, ...leaving(fields) }) },
  Succeed: {
    fields: ['Output'],
    parse: (name, fields) => ({ type: 'Succeed', name, ...fields.leaving([], undefined) }),
  },
  Fail: {
    fields: ['Error', 'Cause'],
    parse: (name, fields) => ({ type: 'Fail', name, error: textTemplate(fields, 'Error'), cause: textTemplate(fields, 'Cause') }),
  },
  Wait: { fields: ['Seconds', 'Timestamp', 'Assign', 'Output', ...ends], parse: parseWait },
  Choice: { fields: ['Choices', 'Default', 'Assign', 'Output'], parse: parseChoice },
  Task: { fields: ['Resource', 'Arguments', 'Credentials', 'TimeoutSeconds', 'HeartbeatSeconds', ...guarded], parse: parseTask },
  Parallel: { fields: ['Branches', 'Arguments', ...guarded], parse: parseParallel },
  Map: {
    fields: ['Items', 'ItemSelector', 'ItemProcessor', 'MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage', ...guarded],
    parse: parseMap,
  },
};

/** Parses one state; undefined when its type is unknown. `language` is the machine's query language. */
export function parseState(name: string, raw: JsonObject, path: string, language: string, surroundings: Surroundings): State | undefined {
  const { problem } = surroundings;
  const spoken = raw.QueryLanguage ?? language;
  if (spoken !== 'JSONata') {
    problem(`${path}: query language ${shown(spoken)} is not supported, only JSONata`);
    return undefined;
  }
  const kind = typeof raw.Type === 'string' && Object.hasOwn(states, raw.Type) ? states[raw.Type] : undefined;
  if (kind === undefined) {
    problem(`${path}: Type ${shown(raw.Type)} is not supported`);
    return undefined;
  }
  return kind.parse(name, new Fields(raw, path, problem, ['Type', 'QueryLanguage', ...kind.fields]), surroundings);
}

function leaving(fields: Fields, statesFields: readonly string[] = []): Leaving {
  return fields.leaving(statesFields, next(fields));
}

function next(fields: Fields): string | undefined {
  const isEnd = fields.raw.End;
  if (isEnd !== undefined && typeof isEnd !== 'boolean') fields.problem('End must be true or false');
  if ((isEnd === true) === fields.has('Next')) fields.problem('exactly one of Next and End is needed');
  return fields.has('Next') ? fields.text('Next') : undefined;
}

function textTemplate(fields: Fields, name: string) {
  if (fields.has(name)) fields.text(name);
  return fields.template(name);
}

function parseWait(name: string, fields: Fields): State {
  if (fields.has('Seconds') === fields.has('Timestamp')) fields.problem('exactly one of Seconds and Timestamp is needed');
  const literal = fields.raw.Timestamp;
  if (literal !== undefined && expressionIn(literal) === undefined && instantMs(literal) === undefined) {
    fields.problem('Timestamp must be an expression or an ISO 8601 time with T and zone');
  }
  const seconds = fields.numberOrExpression('Seconds', 0, secondsMax);
  return { type: 'Wait', name, ...leaving(fields), seconds, timestamp: fields.template('Timestamp') };
}

function parseChoice(name: string, fields: Fields, { problem }: Surroundings): State {
  const raws = fields.list('Choices');
  if (raws.length === 0) fields.problem('Choices must not be empty');
  const rules = raws.map((raw, index) => {
    const path = `${fields.path}/Choices[${index}]`;
    const rule = new Fields(isJsonObject(raw) ? raw : {}, path, problem, ['Condition', 'Next', 'Assign', 'Output']);
    const condition = rule.raw.Condition;
    if (typeof condition !== 'boolean' && expressionIn(condition ?? null) === undefined)
      rule.problem('Condition must be an expression, true or false');
    const compiled = rule.template('Condition') ?? { evaluate: () => false };
    return { condition: compiled, ...rule.leaving([], rule.text('Next')) };
  });
  const otherwise = fields.has('Default') ? fields.text('Default') : undefined;
  return { type: 'Choice', name, rules, ...fields.leaving([], otherwise) };
}

function guards(fields: Fields, { problem }: Surroundings) {
  return { ...leaving(fields, ['result']), retry: parseRetry(fields, problem), catch: parseCatch(fields, problem) };
}

function parseTask(name: string, fields: Fields, surroundings: Surroundings): State {
  const resource = fields.text('Resource');
  if (!surroundings.acceptsResource(resource)) fields.problem(`Resource '${resource}' is not supported`);
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = fields.raw;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    fields.problem('HeartbeatSeconds must be less than TimeoutSeconds');
  }
  return {
    type: 'Task',
    name,
    resource,
    ...guards(fields, surroundings),
    arguments: fields.template('Arguments'),
    credentials: parseCredentials(fields, surroundings),
    timeoutSeconds: fields.numberOrExpression('TimeoutSeconds', 1, secondsMax),
    heartbeatSeconds: fields.numberOrExpression('HeartbeatSeconds', 1, secondsMax),
  };
}

/** The role a Task is run as, in place of the machine's own. */
function parseCredentials(fields: Fields, { problem }: Surroundings) {
  if (!fields.has('Credentials')) return undefined;
  const credentials = new Fields(fields.object('Credentials'), `${fields.path}/Credentials`, problem, ['RoleArn']);
  credentials.text('RoleArn');
  return credentials.template('RoleArn');
}

function parseParallel(name: string, fields: Fields, surroundings: Surroundings): State {
  const raws = fields.list('Branches');
  if (raws.length === 0) fields.problem('Branches must not be empty');
  const branches = raws.map((raw, index) => surroundings.flow(isJsonObject(raw) ? raw : {}, `${fields.path}/Branches[${index}]`, []));
  return { type: 'Parallel', name, ...guards(fields, surroundings), arguments: fields.template('Arguments'), branches };
}

function parseMap(name: string, fields: Fields, surroundings: Surroundings): State {
  const items = fields.raw.Items;
  if (items !== undefined && !Array.isArray(items) && expressionIn(items) === undefined)
    fields.problem('Items must be a list or an expression');
  const processor = fields.object('ItemProcessor');
  const path = `${fields.path}/ItemProcessor`;
  if (processor.ProcessorConfig !== undefined) {
    const config = isJsonObject(processor.ProcessorConfig) ? processor.ProcessorConfig : {};
    const mode = new Fields(config, `${path}/ProcessorConfig`, surroundings.problem, ['Mode']);
    if ((config.Mode ?? 'INLINE') !== 'INLINE') mode.problem(`Mode ${shown(config.Mode)} is not supported, only INLINE`);
  }
  const tolerances = [
    fields.numberOrExpression('ToleratedFailureCount', 0, Number.MAX_SAFE_INTEGER),
    fields.percentageOrExpression('ToleratedFailurePercentage'),
  ];
  return {
    type: 'Map',
    name,
    ...guards(fields, surroundings),
    items: fields.template('Items'),
    itemSelector: fields.template('ItemSelector'),
    maxConcurrency: fields.numberOrExpression('MaxConcurrency', 0, Number.MAX_SAFE_INTEGER),
    tolerances: tolerances.filter((tolerance) => tolerance !== undefined),
    processor: surroundings.flow(processor, path, ['ProcessorConfig']),
  };
}
