import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmVerdict, type MissingData } from '../../../../../local/aws/cloudwatch/alarms/alarm-verdict.ts';

const settings: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** `0` does not breach, `X` breaches, `-` has no data; oldest left. */
function rangeOf(text: string): readonly (boolean | undefined)[] {
  return [...text].map((letter) => (letter === '-' ? undefined : letter === 'X'));
}

function verdicts(text: string, evaluationPeriods: number, datapointsToAlarm: number) {
  return settings.map((treatMissingData) => alarmVerdict(rangeOf(text), { evaluationPeriods, datapointsToAlarm, treatMissingData }));
}

const all = (verdict: string) => settings.map(() => verdict);

describe('alarmVerdict', () => {
  it.each([
    ['0-X-X', all('OK')],
    ['0----', all('OK')],
    ['-----', ['INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK']],
    ['0XX-X', all('ALARM')],
    ['--X--', ['ALARM', 'keep', 'ALARM', 'OK']],
  ])('decides 3 of 3 on %s as AWS documents it', (range, expected) => {
    expect(verdicts(range, 3, 3)).toEqual(expected);
  });

  it.each([
    ['0-X-X', all('ALARM')],
    ['00X0X', all('ALARM')],
    ['0-X--', ['OK', 'OK', 'ALARM', 'OK']],
    ['----0', ['OK', 'OK', 'ALARM', 'OK']],
    ['---X-', ['ALARM', 'keep', 'ALARM', 'OK']],
  ])('decides 2 of 3 on %s as AWS documents it', (range, expected) => {
    expect(verdicts(range, 3, 2)).toEqual(expected);
  });

  it('does not alarm on one late point that is younger than M periods', () => {
    expect(verdicts('----X', 3, 3)).toEqual(['keep', 'keep', 'ALARM', 'OK']);
  });

  const anyCase = fc.record({
    range: fc.array(fc.constantFrom('0', 'X', '-'), { minLength: 5, maxLength: 5 }).map((letters) => letters.join('')),
    m: fc.integer({ min: 1, max: 3 }),
    setting: fc.constantFrom(...settings),
  });
  const verdictOf = ({ range, m, setting }: { range: string; m: number; setting: MissingData }) =>
    alarmVerdict(rangeOf(range), { evaluationPeriods: 3, datapointsToAlarm: m, treatMissingData: setting });

  it('looks at the last N real points only, once there are N', () => {
    fc.assert(
      fc.property(anyCase, (each) => {
        const real = each.range.replaceAll('-', '');
        fc.pre(real.length >= 3);
        const breaching = [...real.slice(-3)].filter((letter) => letter === 'X').length;
        expect(verdictOf(each)).toBe(breaching >= each.m ? 'ALARM' : 'OK');
      }),
    );
  });

  it('never leaves OK for ALARM by fewer breaching points', () => {
    fc.assert(
      fc.property(anyCase, (each) => {
        fc.pre(verdictOf(each) === 'OK');
        expect(verdictOf({ ...each, range: each.range.replaceAll('X', '0') })).toBe('OK');
      }),
    );
  });
});
