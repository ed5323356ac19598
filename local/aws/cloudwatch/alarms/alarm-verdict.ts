/** How an alarm counts periods without data. */
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** What an evaluation does to an alarm; `keep` leaves its state as it is. */
export type AlarmVerdict = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA' | 'keep';

/** M of N, and what stands in for missing data. */
export interface AlarmRule {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
}

/**
 * Decides on the periods of an evaluation range, oldest first: `true` breaches, `false` does not, `undefined` has no data.
 *
 * With N real points in range the last N decide and missing data do not matter. With fewer, fillers complete them (breaching,
 * notBreaching), or the real ones decide alone (missing, ignore). Source: AWS "Configuring how CloudWatch alarms treat missing data",
 * whose tables are the test.
 */
export function alarmVerdict(range: readonly (boolean | undefined)[], rule: AlarmRule): AlarmVerdict {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule;
  const real = range.filter((point) => point !== undefined).slice(-evaluationPeriods);
  const breaching = real.filter((point) => point).length;
  const fillers = evaluationPeriods - real.length;
  if (fillers === 0) return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  switch (treatMissingData) {
    case 'breaching':
      return breaching + fillers >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
    case 'missing':
      return real.length === 0 ? 'INSUFFICIENT_DATA' : fromFew(range, real, rule);
    case 'ignore':
      return real.length === 0 ? 'keep' : fromFew(range, real, rule);
  }
}

/** Fewer real points than N, and nothing to fill them up with. */
function fromFew(
  range: readonly (boolean | undefined)[],
  real: readonly boolean[],
  { datapointsToAlarm, treatMissingData }: AlarmRule,
): AlarmVerdict {
  const breaching = real.filter((point) => point).length;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  if (breaching < real.length) return 'OK';
  // Only breaching points, too few of them: an alarm once the oldest is as old as M periods, so that one late point does not page.
  const age = range.length - range.indexOf(true);
  return treatMissingData === 'missing' && age >= datapointsToAlarm ? 'ALARM' : 'keep';
}
