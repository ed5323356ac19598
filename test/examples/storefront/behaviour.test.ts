import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Behaviour, treatHealthCheck, treatPage } from '../../../examples/storefront/behaviour.ts';
import versions from '../../../examples/storefront/versions.json' with { type: 'json' };

const all = Object.entries(versions as Readonly<Record<string, Behaviour>>);
const fine = { kind: 'answer', status: 200, delayMs: 2 } as const;

describe('treatPage', () => {
  it('answers every page of a good version at once', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 0.999, noNaN: true }), (count, chance) => {
        expect(treatPage({ behaviour: 'good' }, count, chance)).toEqual(fine);
      }),
    );
  });

  it('answers 500 on exactly the share of chances below the error share', () => {
    const version = { behaviour: 'errors', errorShare: 0.05 } as const;
    const failed = Array.from({ length: 1_000 }, (_, index) => treatPage(version, 1, index / 1_000)).filter(
      (treatment) => treatment.kind === 'answer' && treatment.status === 500,
    );
    expect(failed).toHaveLength(50);
  });

  it('becomes slow only after the given number of requests', () => {
    const version = { behaviour: 'slow', afterRequests: 3, delayMs: 900 } as const;
    expect(treatPage(version, 3, 0)).toEqual(fine);
    expect(treatPage(version, 4, 0)).toEqual({ ...fine, delayMs: 900 });
  });

  it('crashes under load on the first request after the given number', () => {
    const version = { behaviour: 'crash-under-load', afterRequests: 3 } as const;
    expect(treatPage(version, 3, 0)).toEqual(fine);
    expect(treatPage(version, 4, 0)).toEqual({ kind: 'crash' });
  });
});

describe('treatHealthCheck', () => {
  it('turns bad after the checks a leaking version can bear, while its pages work', () => {
    const version = { behaviour: 'leak-health-checks', afterChecks: 8 } as const;
    expect(treatHealthCheck(version, 8)).toEqual({ kind: 'answer', status: 200, delayMs: 0 });
    expect(treatHealthCheck(version, 9)).toEqual({ kind: 'answer', status: 503, delayMs: 0 });
    expect(treatPage(version, 9, 0)).toEqual(fine);
  });

  it('stays good for every other version', () => {
    for (const [, version] of all.filter(([, each]) => each.behaviour !== 'leak-health-checks')) {
      expect(treatHealthCheck(version, 1_000_000)).toEqual({ kind: 'answer', status: 200, delayMs: 0 });
    }
  });
});
