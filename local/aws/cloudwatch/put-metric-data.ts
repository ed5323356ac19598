import {
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  type MetricDatum,
  MissingRequiredParameterException,
  type PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import type { MetricRecord } from './metric-record.ts';

const datumsMax = 1000;
const valuesMax = 150;

/**
 * The records that a `PutMetricData` request publishes; all or none.
 * @throws {InvalidParameterValueException} a namespace of AWS, a number that is not finite, more than the API takes.
 * @throws {MissingRequiredParameterException} no namespace, name or data.
 * @throws {InvalidParameterCombinationException} more than one of Value, Values and StatisticValues.
 */
export function putMetricData({ Namespace, MetricData = [] }: PutMetricDataInput, now: Date): readonly MetricRecord[] {
  if (!Namespace || MetricData.length === 0) throw missing('The parameters Namespace and MetricData are required.');
  if (Namespace.startsWith('AWS/')) throw invalid('The value AWS/ for parameter Namespace is invalid: it is reserved.');
  if (MetricData.length > datumsMax) throw invalid(`The collection MetricData must not have a size greater than ${datumsMax}.`);
  return MetricData.map((datum) => recordOf(Namespace, datum, now));
}

function recordOf(namespace: string, datum: MetricDatum, now: Date): MetricRecord {
  if (!datum.MetricName) throw missing('The parameter MetricData.member.MetricName is required.');
  const dimensions = Object.fromEntries((datum.Dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']));
  const resolutionSeconds = datum.StorageResolution === 1 ? 1 : 60;
  const unit = datum.Unit === undefined ? {} : { unit: datum.Unit };
  return { namespace, name: datum.MetricName, dimensions, at: datum.Timestamp ?? now, resolutionSeconds, ...unit, ...valuesOf(datum) };
}

function valuesOf({ Value, Values, Counts, StatisticValues }: MetricDatum): Pick<MetricRecord, 'value' | 'values' | 'counts' | 'totals'> {
  const given = [Value, Values, StatisticValues].filter((each) => each !== undefined);
  if (given.length === 0) throw missing('One of Value, Values and StatisticValues is required.');
  if (given.length > 1) {
    throw new InvalidParameterCombinationException({
      message: 'Only one of Value, Values and StatisticValues may be given.',
      $metadata: {},
    });
  }
  if ((Values?.length ?? 0) > valuesMax) throw invalid(`The collection Values must not have a size greater than ${valuesMax}.`);
  if (Counts !== undefined && Counts.length !== Values?.length) throw invalid('Values and Counts must have the same size.');
  const totals = StatisticValues && {
    sampleCount: StatisticValues.SampleCount ?? Number.NaN,
    sum: StatisticValues.Sum ?? Number.NaN,
    minimum: StatisticValues.Minimum ?? Number.NaN,
    maximum: StatisticValues.Maximum ?? Number.NaN,
  };
  const numbers = [...(Value === undefined ? [] : [Value]), ...(Values ?? []), ...(Counts ?? []), ...Object.values(totals ?? {})];
  if (!numbers.every(Number.isFinite)) throw invalid('Every value must be a finite number.');
  return {
    ...(Value === undefined ? {} : { value: Value }),
    ...(Values === undefined ? {} : { values: Values }),
    ...(Counts === undefined ? {} : { counts: Counts }),
    ...(totals === undefined ? {} : { totals }),
  };
}

function invalid(message: string): InvalidParameterValueException {
  return new InvalidParameterValueException({ message, $metadata: {} });
}

function missing(message: string): MissingRequiredParameterException {
  return new MissingRequiredParameterException({ message, $metadata: {} });
}
