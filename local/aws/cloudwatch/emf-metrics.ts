import { InvalidInputError } from '../../../core/errors.ts';
import { isObject, type JsonObject, ownMember } from '../../events/json-values.ts';
import type { MetricRecord } from './metric-record.ts';

/** The metrics in one line of output, or why it holds none. */
export type EmfLine =
  | { readonly kind: 'metrics'; readonly records: readonly MetricRecord[] }
  | { readonly kind: 'ignored'; readonly because: string };

const bytesMax = 256 * 1024;
const metricsMax = 100;
const dimensionsMax = 30;
const dimensionCharactersMax = 1024;

/**
 * Reads one line of output in the embedded metric format: one record for each metric and dimension set. Members that the format does not
 * name are ignored. Never throws.
 * @example emfMetrics('{"_aws":{"Timestamp":1795169672354,"CloudWatchMetrics":[{"Namespace":"shop","Dimensions":[[]],"Metrics":[{"Name":"Orders"}]}]},"Orders":1}')
 */
export function emfMetrics(line: string): EmfLine {
  try {
    if (!line.trimStart().startsWith('{') || !line.includes('"_aws"'))
      return { kind: 'ignored', because: 'not in the embedded metric format' };
    if (Buffer.byteLength(line) > bytesMax) throw new InvalidInputError('the line is longer than 256 KB');
    return { kind: 'metrics', records: recordsIn(JSON.parse(line)) };
  } catch (error) {
    if (error instanceof InvalidInputError) return { kind: 'ignored', because: error.message };
    if (error instanceof SyntaxError) return { kind: 'ignored', because: 'not valid JSON' };
    throw error;
  }
}

function recordsIn(event: unknown): readonly MetricRecord[] {
  const metadata = isObject(event) ? ownMember(event, '_aws') : undefined;
  if (!isObject(event) || !isObject(metadata)) throw new InvalidInputError('_aws is not an object');
  const timestamp = ownMember(metadata, 'Timestamp');
  const directives = ownMember(metadata, 'CloudWatchMetrics');
  const at = new Date(typeof timestamp === 'number' ? timestamp : Number.NaN);
  if (Number.isNaN(at.getTime())) throw new InvalidInputError('_aws.Timestamp is not a number of milliseconds');
  if (!Array.isArray(directives)) throw new InvalidInputError('_aws.CloudWatchMetrics is not a list');
  return directives.flatMap((directive: unknown) => directiveRecords(directive, event, at));
}

function directiveRecords(directive: unknown, event: JsonObject, at: Date): readonly MetricRecord[] {
  if (!isObject(directive)) throw new InvalidInputError('a metric directive is not an object');
  const namespace = ownMember(directive, 'Namespace');
  const metrics = ownMember(directive, 'Metrics');
  const sets = ownMember(directive, 'Dimensions') ?? [[]];
  if (typeof namespace !== 'string' || namespace === '') throw new InvalidInputError('Namespace is not a text');
  if (!Array.isArray(metrics) || metrics.length > metricsMax) throw new InvalidInputError(`Metrics is not a list of at most ${metricsMax}`);
  if (!Array.isArray(sets)) throw new InvalidInputError('Dimensions is not a list of lists');
  const dimensionSets = sets.map((set: unknown) => dimensionsOf(set, event));
  return metrics.flatMap((metric: unknown) => {
    const values = metricValues(metric, event);
    return dimensionSets.map((dimensions) => ({ namespace, dimensions, at, ...values }));
  });
}

function dimensionsOf(set: unknown, event: JsonObject): Readonly<Record<string, string>> {
  if (!Array.isArray(set) || set.length > dimensionsMax)
    throw new InvalidInputError(`a dimension set is not a list of at most ${dimensionsMax}`);
  const pairs = set.map((name: unknown) => {
    const value = typeof name === 'string' ? ownMember(event, name) : undefined;
    if (typeof value !== 'string' || value === '' || value.length > dimensionCharactersMax) {
      throw new InvalidInputError(`dimension ${String(name)} has no text of 1 to ${dimensionCharactersMax} characters`);
    }
    return [name, value];
  });
  return Object.fromEntries(pairs);
}

function metricValues(metric: unknown, event: JsonObject): Pick<MetricRecord, 'name' | 'values' | 'unit' | 'resolutionSeconds'> {
  const name = isObject(metric) ? ownMember(metric, 'Name') : undefined;
  if (!isObject(metric) || typeof name !== 'string') throw new InvalidInputError('a metric has no Name');
  const given = ownMember(event, name);
  const values: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (values.length > metricsMax || !values.every(isFiniteNumber))
    throw new InvalidInputError(`metric ${name} has no number, or more than 100`);
  const unit = ownMember(metric, 'Unit');
  const resolutionSeconds = ownMember(metric, 'StorageResolution') === 1 ? 1 : 60;
  return { name, values, ...(typeof unit === 'string' ? { unit } : {}), resolutionSeconds };
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
