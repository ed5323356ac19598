import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnmodelledCallError } from '../../../../../local/aws/aws-calls.ts';
import { evaluate } from '../../../../../local/aws/cloudwatch/math/evaluate.ts';
import { parseExpression } from '../../../../../local/aws/cloudwatch/math/expression.ts';
import type { Series } from '../../../../../local/aws/cloudwatch/math/series.ts';

const grid = [0, 1, 2, 3];
const metrics: Readonly<Record<string, readonly (number | undefined)[]>> = {
  err: [1, undefined, 4, undefined],
  req: [10, 20, undefined, undefined],
  low: [0, 0, 5, 0],
  none: [],
};

function seriesOf(values: readonly (number | undefined)[]): Series {
  return new Map(values.flatMap((value, at) => (value === undefined ? [] : [[at, value] as const])));
}

/** The result at each time of the grid, or the scalar. */
function result(text: string): unknown {
  const read = (id: string) => seriesOf(metrics[id] ?? []);
  const value = evaluate(parseExpression(text), { read, metrics: () => Object.keys(metrics).map(read), grid });
  if (value.kind === 'scalar') return value.value;
  const lines = value.kind === 'array' ? value.items : [value.points];
  const rows = lines.map((line) => grid.map((at) => line.get(at)));
  return value.kind === 'array' ? rows : rows[0];
}

const none = undefined;

describe('evaluate', () => {
  it.each<readonly [string, unknown]>([
    ['1 + 2 * 3 - 4 / 2', 5],
    ['-(1 + 2) * 2 ^ 3', -24],
    ['7 - 2 - 1', 4],
    ['2 > 1 AND 1 >= 1 OR 0', 1],
    ['1 == 2 || 1 != 2 && 0', 0],
    ['err + req', [11, 20, 4, none]],
    ['err - 1', [0, none, 3, none]],
    ['100 * err / req', [10, 0, none, none]],
    ['err / low', [none, none, 0.8, none]],
    ['err > 1', [0, none, 1, none]],
    ['err >= req', [0, 0, 1, none]],
    ['err AND low', [0, 0, 1, 0]],
    ['IF(low, err, 7)', [7, 7, 4, 7]],
    ['IF(req > 0, err, 7)', [1, 0, none, none]],
    ['IF(err > 1, 9)', [none, none, 9, none]],
    ['IF(1, err, req)', [1, none, 4, none]],
    ['IF(0, err)', [none, none, none, none]],
    ['FILL(err, 0)', [1, 0, 4, 0]],
    ['FILL(err, req)', [1, 20, 4, none]],
    ['FILL(err, REPEAT)', [1, 1, 4, 4]],
    ['FILL(err, LINEAR)', [1, 2.5, 4, none]],
    ['FILL(none, 3)', [3, 3, 3, 3]],
    ['SUM([err, req])', [11, 20, 4, none]],
    ['AVG([err, req])', [5.5, 20, 4, none]],
    ['MIN([err, req, low])', [0, 0, 4, 0]],
    ['MAX(METRICS())', [10, 20, 5, 0]],
    ['SUM(err)', 5],
    ['err - SUM(err)', [-4, none, -1, none]],
    [
      '[err, req] * 2',
      [
        [2, none, 8, none],
        [20, 40, none, none],
      ],
    ],
    ['IF(req>0, 100*FILL(err,0)/req, 0)', [10, 0, none, none]],
  ])('%s', (text, expected) => {
    expect(result(text)).toEqual(expected);
  });

  it.each([
    '',
    '1 +',
    '(1',
    '1)',
    'err req',
    'IF(1)',
    'FILL(err)',
    'IF([err], 1)',
    '[1]',
    '1 & 2',
    'REPEAT',
    '[err] + [req]',
    'AND',
    `${'('.repeat(300)}1`,
  ])('refuses %s', (text) => {
    expect(() => result(text)).toThrow(expect.objectContaining({ name: 'ValidationError' }));
  });

  it.each(['ANOMALY_DETECTION_BAND(err)', 'METRICS(err)', 'constructor(err)'])('refuses %s by name as not modelled', (text) => {
    expect(() => result(text)).toThrow(UnmodelledCallError);
  });

  it('computes on numbers as JavaScript does', () => {
    const leaf = fc.integer({ min: 0, max: 9 }).map(String);
    const { text } = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.tuple(tie('text'), fc.constantFrom(' + ', ' - ', ' * '), tie('text')).map(([left, operator, right]) => left + operator + right),
        tie('text').map((inner) => `(${inner})`),
      ),
    }));
    fc.assert(
      fc.property(text, (expression) => {
        expect(result(expression)).toBe(new Function(`return ${expression}`)());
      }),
    );
  });

  it('answers or refuses by name whatever the text', () => {
    const pieces = fc.constantFrom(
      'err',
      'low',
      '1',
      '+',
      '/',
      '>',
      'AND',
      'IF',
      'FILL',
      'SUM',
      '(',
      ')',
      ',',
      '[',
      ']',
      'REPEAT',
      '-',
      'X',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (words) => {
        try {
          result(words.join(' '));
        } catch (error) {
          expect(['ValidationError', 'UnmodelledCallError']).toContain((error as Error).name);
        }
      }),
    );
  });
});
