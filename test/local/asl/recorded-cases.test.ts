import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidDefinitionError, StateFailure } from '../../../local/asl/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../local/asl/json.ts';
import type { TaskCall, TaskRunner } from '../../../local/asl/task-runner.ts';
import { TaskTokens } from '../../../local/asl/task-tokens.ts';
import { counting, run, start } from './run-machine.ts';

interface Recorded {
  readonly name: string;
  readonly definition: JsonObject;
  readonly definition_jsonata?: JsonObject;
  readonly input: Json;
  readonly tasks?: Readonly<Record<string, readonly RecordedCall[]>>;
  readonly expected: { readonly status: string; readonly output?: Json; readonly error?: string; readonly cause?: string };
  readonly exits?: readonly { readonly state: string; readonly output: Json; readonly assigned?: JsonObject }[];
}

interface RecordedCall {
  readonly parameters: Json;
  readonly output?: Json;
  readonly error?: string | null;
  readonly cause?: string | null;
  readonly timeout?: boolean;
  readonly submitted?: Json;
}

/** Executions recorded on AWS, kept beside the repository; without them the own cases of this folder still run. */
const folder = new URL('../../../../shared/asl-cases/', import.meta.url);
const cases = existsSync(folder) ? (JSON.parse(readFileSync(new URL('visible.json', folder), 'utf8')) as readonly Recorded[]) : [];

describe.runIf(cases.length > 0)('the interpreter agrees with executions recorded on AWS', () => {
  for (const recorded of cases) it(recorded.name, () => check(recorded));
});

async function check(recorded: Recorded): Promise<void> {
  const definition = recorded.definition_jsonata ?? recorded.definition;
  if (isJsonPath(definition)) {
    expect(() => start({ QueryLanguage: 'JSONPath', ...definition })).toThrow('query language "JSONPath" is not supported, only JSONata');
    return;
  }
  if (recorded.expected.status === 'REJECTED') {
    expect(() => start(definition)).toThrow(InvalidDefinitionError);
    return;
  }
  const tokens = new TaskTokens(counting());
  const bench = start(definition, recorded.input, replay(recorded, tokens), tokens);
  const outcome = await bench.end();
  const { cause: _, ...contract } = recorded.expected;
  const { cause: __, ...seen } = { cause: '', ...outcome };
  expect(seen).toEqual(contract);
  if (recorded.exits !== undefined) expect(exitsOf(bench.execution.history.events)).toEqual(recorded.exits);
}

/** These have no rewritten form: their point is what JSONPath leaves as it is. */
function isJsonPath(definition: JsonObject): boolean {
  const states = Object.values(definition.States as Readonly<Record<string, JsonObject>>);
  return definition.QueryLanguage !== 'JSONata' && states.some((state) => state.QueryLanguage !== 'JSONata');
}

/** Answers each call with the first unused record of its resource and parameters. */
function replay({ tasks = {} }: Recorded, tokens: TaskTokens): TaskRunner {
  const used = new Set<RecordedCall>();
  return async (call: TaskCall) => {
    const answer = tasks[call.resource]?.find((candidate) => !used.has(candidate) && same(candidate.parameters, call.arguments));
    if (answer === undefined) throw new Error(`no record of ${call.resource} with ${JSON.stringify(call.arguments)}`);
    used.add(answer);
    const { token } = call;
    if (answer.timeout === true) return token === undefined ? new Promise<Json>(() => undefined) : (answer.submitted ?? {});
    if (token !== undefined && answer.submitted !== undefined) {
      setImmediate(() =>
        'output' in answer ? tokens.succeed(token, answer.output ?? null) : tokens.fail(token, answer.error ?? null, answer.cause ?? null),
      );
      return answer.submitted;
    }
    if (!('output' in answer)) throw new StateFailure(answer.error ?? null, answer.cause ?? null);
    return answer.output ?? null;
  };
}

function same(recorded: Json | undefined, sent: Json | undefined): boolean {
  if (recorded === '*') return typeof sent === 'string';
  if (Array.isArray(recorded) && Array.isArray(sent))
    return recorded.length === sent.length && recorded.every((item, index) => same(item, sent[index]));
  if (!isJsonObject(recorded) || !isJsonObject(sent)) return recorded === sent;
  const names = Object.keys(recorded);
  return names.length === Object.keys(sent).length && names.every((name) => same(recorded[name], sent[name]));
}

function exitsOf(events: readonly { readonly type: string; readonly details?: () => Readonly<Record<string, unknown>> }[]) {
  return events
    .filter(({ type }) => type.endsWith('StateExited'))
    .map(({ details }) => {
      const exit = details?.().stateExitedEventDetails as { name: string; output: string; assignedVariables?: Record<string, string> };
      const assigned = Object.entries(exit.assignedVariables ?? {}).map(([name, text]) => [name, JSON.parse(text)]);
      return {
        state: exit.name,
        output: JSON.parse(exit.output),
        ...(assigned.length > 0 ? { assigned: Object.fromEntries(assigned) } : {}),
      };
    });
}

it('runs a machine when no recorded cases are there', async () => {
  expect(await run({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, 1)).toEqual({ status: 'SUCCEEDED', output: 1 });
});
