import { shown } from '../../core/shown.ts';
import type { Flow, Machine, State } from './definition.ts';
import { exits } from './exits.ts';
import { InvalidDefinitionError } from './failure.ts';
import { Fields, type Problem } from './fields.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { secondsMax } from './number-field.ts';
import { parseState } from './parse-state.ts';
import { redeclaredVariables } from './variable-scopes.ts';

/** A definition is at most this long (AWS service quotas). */
const definitionBytesMax = 1_048_576;

/** Templates are read by recursion, and no definition that a person can follow nests so deep. */
const levelsMax = 500;

/**
 * Parses and compiles a state machine definition, JSON text or parsed. Only JSONata; what this interpreter cannot run
 * is refused with its name, never ignored.
 *
 * @param acceptsResource says which Task resources can be run.
 * @throws {InvalidDefinitionError} with every problem found.
 */
export function parseMachine(definition: string | JsonObject, acceptsResource: (resource: string) => boolean): Machine {
  const problems: string[] = [];
  const problem: Problem = (message) => problems.push(message);
  const raw = typeof definition === 'string' ? parseText(definition) : definition;
  if (nestsDeeper(raw, levelsMax)) throw new InvalidDefinitionError([`the definition nests deeper than ${levelsMax} levels`]);
  const fields = new Fields(raw, '$', problem, ['StartAt', 'States', 'TimeoutSeconds', 'QueryLanguage', 'Version']);
  const language = raw.QueryLanguage ?? 'JSONPath';
  const names = new Set<string>();

  function flow(part: JsonObject, path: string, allowed: readonly string[]): Flow {
    const reader = new Fields(part, path, problem, ['StartAt', 'States', ...allowed]);
    const states = new Map<string, State>();
    for (const [name, state] of Object.entries(reader.object('States'))) {
      if (names.has(name)) problem(`${path}/States/${name}: the name is used twice`);
      if (name.length > 80) problem(`${path}/States/${name}: the name is longer than 80 characters`);
      names.add(name);
      const at = `${path}/States/${name}`;
      const parsed = parseState(name, isJsonObject(state) ? state : {}, at, typeof language === 'string' ? language : shown(language), {
        problem,
        acceptsResource,
        flow,
      });
      if (parsed !== undefined) states.set(name, parsed);
    }
    const made = { startAt: reader.text('StartAt'), states };
    checkTargets(made, reader.object('States'), path, problem);
    return made;
  }

  const { Version: _, TimeoutSeconds: _timeout, QueryLanguage: _language, ...rest } = raw;
  const machine = { ...flow(rest, '$', []), timeoutSeconds: machineTimeout(fields) };
  if ((raw.Version ?? '1.0') !== '1.0') problem(`$: Version ${shown(raw.Version)} is not supported`);
  if (problems.length === 0) for (const message of redeclaredVariables(machine)) problem(message);
  if (problems.length > 0) throw new InvalidDefinitionError([...new Set(problems)]);
  return machine;
}

function nestsDeeper(value: Json, levels: number): boolean {
  let level: readonly Json[] = [value];
  for (let depth = 0; depth <= levels && level.length > 0; depth += 1) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return level.length > 0;
}

function parseText(text: string): JsonObject {
  if (Buffer.byteLength(text) > definitionBytesMax)
    throw new InvalidDefinitionError([`the definition is longer than ${definitionBytesMax} bytes`]);
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch (error) {
    throw new InvalidDefinitionError([`the definition is not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  if (!isJsonObject(parsed)) throw new InvalidDefinitionError(['the definition must be an object']);
  return parsed;
}

function machineTimeout(fields: Fields): number | undefined {
  if (!fields.has('TimeoutSeconds')) return undefined;
  return fields.number('TimeoutSeconds', { min: 1, max: secondsMax, whole: true, otherwise: secondsMax });
}

function checkTargets({ startAt, states }: Flow, raw: JsonObject, path: string, problem: Problem): void {
  if (!Object.hasOwn(raw, startAt)) problem(`${path}: StartAt names '${startAt}', which is not a state here`);
  for (const state of states.values()) {
    for (const { next } of exits(state)) {
      if (next !== undefined && !Object.hasOwn(raw, next))
        problem(`${path}/States/${state.name}: Next names '${next}', which is not a state here`);
    }
  }
}
