import type { ComparisonOperator, MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { UnmodelledCallError } from '../../aws-calls.ts';
import { validationError } from '../cloudwatch-errors.ts';
import { expressionPeriod, metricQueries, periodOf } from '../metric-queries.ts';
import type { MetricStore } from '../metric-store.ts';
import { percentOf, statistic } from '../statistic.ts';
import type { AlarmRule, MissingData } from './alarm-verdict.ts';

/** What a metric alarm watches and when it fires, checked and ready to be evaluated. */
export interface AlarmDefinition {
  readonly queries: readonly MetricDataQuery[];
  /** The query whose points are compared with the threshold. */
  readonly resultId: string;
  readonly periodSeconds: number;
  readonly rule: AlarmRule;
  readonly threshold: number;
  readonly comparison: ThresholdComparison;
  /** Statistic of a single-metric alarm. */
  readonly statistic: string | undefined;
  /** Fewer samples than this in a period freeze the state; 0 when they do not. */
  readonly samplesNeeded: number;
  /** How long a new alarm waits for its first data; absent when it does not. */
  readonly warmUp: WarmUp | undefined;
}

/** A new alarm is not evaluated before its N periods are full or the time is over; `whole` waits for the time in any case. */
export interface WarmUp {
  readonly ms: number;
  readonly whole: boolean;
}

/** How a value is compared with the threshold, and the words for it. */
export interface ThresholdComparison {
  readonly breaches: (value: number, threshold: number) => boolean;
  readonly words: string;
}

const comparisons: Partial<Record<ComparisonOperator, ThresholdComparison>> = {
  GreaterThanThreshold: { breaches: (value, threshold) => value > threshold, words: 'greater than' },
  GreaterThanOrEqualToThreshold: { breaches: (value, threshold) => value >= threshold, words: 'greater than or equal to' },
  LessThanThreshold: { breaches: (value, threshold) => value < threshold, words: 'less than' },
  LessThanOrEqualToThreshold: { breaches: (value, threshold) => value <= threshold, words: 'less than or equal to' },
};
const missingData: readonly string[] = ['missing', 'ignore', 'breaching', 'notBreaching'] satisfies readonly MissingData[];
const unmodelled = ['ThresholdMetricId', 'EvaluationWindow', 'EvaluationCriteria', 'EvaluationInterval'] as const;
const metricsMax = 10;

/**
 * Checks a metric alarm as PutMetricAlarm does.
 *
 * @throws {CloudWatchServiceException} `ValidationError`.
 * @throws {UnmodelledCallError} anomaly detection, other windows, statistics and functions that are not modelled.
 */
export function alarmDefinition(input: PutMetricAlarmInput, store: MetricStore): AlarmDefinition {
  for (const name of unmodelled) if (input[name] !== undefined) throw new UnmodelledCallError(`${name} of a CloudWatch alarm`);
  const queries = queriesOf(input);
  const result = queries.filter((query) => query.ReturnData !== false);
  const [watched, ...others] = result;
  if (watched?.Id === undefined || others.length > 0) throw validationError('Exactly one element of the metrics list should return data.');
  const periodSeconds = watched.MetricStat === undefined ? expressionPeriod(watched, queries) : periodOf(watched);
  checkPeriods(queries, periodSeconds, input.EvaluationPeriods ?? 0);
  // Reading nothing finds an expression that cannot be computed.
  metricQueries(queries, { startMs: 0, endMs: 0 }, store)(watched.Id);
  return {
    queries,
    resultId: watched.Id,
    periodSeconds,
    rule: ruleOf(input),
    ...thresholdOf(input),
    statistic: watched.MetricStat?.Stat,
    samplesNeeded: input.EvaluateLowSampleCountPercentile === 'ignore' ? samplesNeeded(watched.MetricStat?.Stat ?? '') : 0,
    warmUp: warmUpOf(input),
  };
}

function warmUpOf({ WarmUpConfiguration: asked }: PutMetricAlarmInput): WarmUp | undefined {
  if (asked === undefined) return undefined;
  const minutes = Number(asked.WarmUpPeriodDurationInMinutes);
  if (!(minutes >= 1 && minutes <= 2_880)) throw validationError('WarmUpPeriodDurationInMinutes must be between 1 and 2880.');
  return { ms: minutes * 60_000, whole: asked.OnlyStartEvaluatingAfterWarmUpPeriodEnds === true };
}

function queriesOf(input: PutMetricAlarmInput): readonly MetricDataQuery[] {
  const { Metrics, MetricName, Namespace, Dimensions = [], Statistic, ExtendedStatistic, Period, Unit } = input;
  if (Metrics !== undefined && Metrics.length > 0) {
    if (MetricName !== undefined) throw validationError('MetricName and Metrics exclude each other.');
    if (Metrics.length > metricsMax) throw validationError(`An alarm has at most ${metricsMax} metrics and expressions.`);
    return Metrics;
  }
  const stat = Statistic ?? ExtendedStatistic;
  if (MetricName === undefined || Namespace === undefined || Period === undefined || stat === undefined) {
    throw validationError('MetricName, Namespace, Period and one of Statistic and ExtendedStatistic are required.');
  }
  if (Statistic !== undefined && ExtendedStatistic !== undefined) {
    throw validationError('Statistic and ExtendedStatistic exclude each other.');
  }
  statistic(stat);
  const unit = Unit === undefined ? {} : { Unit };
  return [{ Id: 'm1', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: stat, ...unit } }];
}

function checkPeriods(queries: readonly MetricDataQuery[], periodSeconds: number, evaluationPeriods: number): void {
  if (![10, 20, 30].includes(periodSeconds) && periodSeconds % 60 !== 0) {
    throw validationError('Period must be 10, 20, 30 or a multiple of 60.');
  }
  const other = queries.find((query) => query.MetricStat !== undefined && periodOf(query) !== periodSeconds);
  if (other !== undefined) throw validationError('All metrics of an alarm must have the same period.');
  const spanSeconds = periodSeconds * evaluationPeriods;
  if (spanSeconds > (periodSeconds < 3600 ? 86_400 : 604_800)) {
    throw validationError(
      'Metrics cannot be checked across more than a day (periods under an hour) or a week (EvaluationPeriods * Period).',
    );
  }
}

function ruleOf({ EvaluationPeriods, DatapointsToAlarm, TreatMissingData = 'missing' }: PutMetricAlarmInput): AlarmRule {
  if (EvaluationPeriods === undefined || EvaluationPeriods < 1) throw validationError('EvaluationPeriods must be 1 or more.');
  const datapointsToAlarm = DatapointsToAlarm ?? EvaluationPeriods;
  if (datapointsToAlarm < 1 || datapointsToAlarm > EvaluationPeriods) {
    throw validationError('DatapointsToAlarm must be between 1 and EvaluationPeriods.');
  }
  if (!isMissingData(TreatMissingData)) throw validationError(`The value ${TreatMissingData} for parameter TreatMissingData is not valid.`);
  return { evaluationPeriods: EvaluationPeriods, datapointsToAlarm, treatMissingData: TreatMissingData };
}

function isMissingData(text: string): text is MissingData {
  return missingData.includes(text);
}

function thresholdOf({ Threshold, ComparisonOperator }: PutMetricAlarmInput): Pick<AlarmDefinition, 'threshold' | 'comparison'> {
  if (Threshold === undefined || !Number.isFinite(Threshold)) throw validationError('Threshold is required.');
  const comparison = ComparisonOperator === undefined ? undefined : comparisons[ComparisonOperator];
  if (comparison === undefined) throw new UnmodelledCallError(`ComparisonOperator ${ComparisonOperator} of a CloudWatch alarm`);
  return { threshold: Threshold, comparison };
}

/** AWS: 10/(1-p) samples for p of 0.5 and more, 10/p below. */
function samplesNeeded(stat: string): number {
  const percent = percentOf(stat);
  if (percent === undefined) return 0;
  return 1000 / Math.min(percent, 100 - percent);
}
