import { describe, expect, it } from 'vitest';
import { parseService } from '../../../core/service/parse-service.ts';
import { aDeclaration } from '../builders.ts';

const declared = (change: object) => aDeclaration({ analysis: { metrics: [{ preset: 'errors', ...change }] } });

describe('a comparison', () => {
  it('is refused when it must rule out less than it tolerates', () => {
    expect(() => parseService(declared({ tolerance: 5 }))).toThrow(
      'analysis.metrics.0: worseMax is 2, and a tolerance of 5 allows 6 times as bad; give a larger worseMax or a smaller tolerance',
    );
    expect(() => parseService(declared({ tolerance: 1 }))).toThrow('worseMax is 2');
  });

  it('is accepted when there is room between the two', () => {
    expect(() => parseService(declared({ tolerance: 1, worseMax: 2.5 }))).not.toThrow();
  });
});
