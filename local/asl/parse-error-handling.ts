import { Fields, type Problem } from './fields.ts';
import { isJsonObject, type Json } from './json.ts';
import type { Catcher, Retrier } from './state-parts.ts';

const catcherFields = ['ErrorEquals', 'Next', 'Assign', 'Output'];
const retrierFields = ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy'];

/** Delays are below this, in seconds (States Language: 366 days). */
const retryDelayMax = 31_622_400;

/** Reads `Retry`. */
export function parseRetry(state: Fields, problem: Problem): readonly Retrier[] {
  return entries(state, 'Retry', retrierFields, problem).map((fields, index, all) => {
    const intervalSeconds = fields.number('IntervalSeconds', { min: 1, max: retryDelayMax, whole: true, otherwise: 1 });
    const jitter = fields.raw.JitterStrategy ?? 'NONE';
    if (jitter !== 'FULL' && jitter !== 'NONE') fields.problem('JitterStrategy must be FULL or NONE');
    return {
      errorEquals: errorEquals(fields, index === all.length - 1),
      intervalSeconds,
      maxAttempts: fields.number('MaxAttempts', { min: 0, max: 99_999_999, whole: true, otherwise: 3 }),
      backoffRate: fields.number('BackoffRate', { min: 1, max: Number.MAX_VALUE, whole: false, otherwise: 2 }),
      maxDelaySeconds: fields.has('MaxDelaySeconds')
        ? fields.number('MaxDelaySeconds', { min: 1, max: retryDelayMax - 1, whole: true, otherwise: retryDelayMax })
        : undefined,
      jitter: jitter === 'FULL' ? 'FULL' : 'NONE',
    };
  });
}

/** Reads `Catch`. */
export function parseCatch(state: Fields, problem: Problem): readonly Catcher[] {
  return entries(state, 'Catch', catcherFields, problem).map((fields, index, all) => ({
    errorEquals: errorEquals(fields, index === all.length - 1),
    ...fields.leaving(['errorOutput'], fields.text('Next')),
  }));
}

function entries(state: Fields, name: string, allowed: readonly string[], problem: Problem): readonly Fields[] {
  return state.list(name).map((raw, index) => {
    const path = `${state.path}/${name}[${index}]`;
    if (!isJsonObject(raw)) problem(`${path}: must be an object`);
    return new Fields(isJsonObject(raw) ? raw : {}, path, problem, allowed);
  });
}

function errorEquals(fields: Fields, isLast: boolean): readonly string[] {
  const names = fields.list('ErrorEquals').filter((name: Json) => typeof name === 'string');
  if (names.length === 0 || names.length !== fields.list('ErrorEquals').length) fields.problem('ErrorEquals must be a list of error names');
  if (names.includes('States.ALL') && (names.length > 1 || !isLast)) fields.problem('States.ALL must stand alone and last');
  return names;
}
