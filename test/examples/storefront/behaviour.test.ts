import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Behaviour, treatHealthCheck, treatPage } from '../../../examples/storefront/behaviour.ts';
import sluice from '../../../examples/storefront/sluice.json' with { type: 'json' };
import versions from '../../../examples/storefront/versions.json' with { type: 'json' };

const all = Object.entries(versions as Readonly<Record<string, Behaviour>>);
const lucky = { fate: 0, pace: 0 };
const fine = { kind: 'answer', status: 200, delayMs: 20 } as const;
const oneOf = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** What happens to a thousand requests whose fates are spread evenly. */
function treatThousand(version: Behaviour) {
  return Array.from({ length: 1_000 }, (_, index) => treatPage(version, 1, { fate: index / 1_000, pace: 0 }));
}

describe('treatPage', () => {
  it('answers every page of a good version, each after 20 ms at least', () => {
    fc.assert(
      fc.property(fc.nat(), oneOf, oneOf, (count, fate, pace) => {
        const treatment = treatPage({ behaviour: 'good' }, count, { fate, pace });
        expect(treatment).toEqual({ ...fine, delayMs: expect.closeTo(20 - 30 * Math.log(1 - pace), 6) });
        expect(Number.isFinite(treatment.kind === 'answer' && treatment.delayMs)).toBe(true);
      }),
    );
  });

  it('takes 41 ms for half of the pages, more than 89 ms for a tenth and more than 158 ms for a hundredth', () => {
    const delays = [0.5, 0.9, 0.99].map((pace) => treatPage({ behaviour: 'good' }, 1, { fate: 0, pace }));
    expect(delays).toEqual([41, 89, 158].map((delayMs) => ({ ...fine, delayMs: expect.closeTo(delayMs, 0) })));
  });

  it('answers 500 on exactly the share of fates below the error share', () => {
    const treated = treatThousand({ behaviour: 'errors', errorShare: 0.05 });
    expect(treated.filter((treatment) => treatment.kind === 'answer' && treatment.status === 500)).toHaveLength(50);
  });

  it('takes longer for exactly the share of fates below the slow share, and answers them well', () => {
    const treated = treatThousand({ behaviour: 'slower-share', slowShare: 0.3, delayMs: 100 });
    expect(treated).toEqual([...Array<object>(300).fill({ ...fine, delayMs: 120 }), ...Array<object>(700).fill(fine)]);
  });

  it('makes version 1.7.0 slower for the judge to see, and too little for the alarm', () => {
    const chances = Array.from({ length: 100 }, (_, index) => index / 100);
    const slowerThan = (version: Behaviour, delayMs: number) =>
      chances
        .flatMap((fate) => chances.map((pace) => treatPage(version, 1, { fate, pace })))
        .filter((treatment) => treatment.kind === 'answer' && treatment.delayMs > delayMs).length;
    const slower = versions['1.7.0'] as Behaviour;
    // Of 10,000 pages: what a tenth of stable's exceeds, and what the alarm on p90 asks a tenth to exceed.
    expect([slowerThan({ behaviour: 'good' }, 89), slowerThan(slower, 89)]).toEqual([1_000, 3_700]);
    expect(slowerThan(slower, sluice.service.alarms.responseTimeSeconds * 1_000)).toBe(0);
  });

  it('becomes slow only after the given number of requests', () => {
    const version = { behaviour: 'slow', afterRequests: 3, delayMs: 900 } as const;
    expect(treatPage(version, 3, lucky)).toEqual(fine);
    expect(treatPage(version, 4, lucky)).toEqual({ ...fine, delayMs: 920 });
  });

  it('crashes under load on the first request after the given number', () => {
    const version = { behaviour: 'crash-under-load', afterRequests: 3 } as const;
    expect(treatPage(version, 3, lucky)).toEqual(fine);
    expect(treatPage(version, 4, lucky)).toEqual({ kind: 'crash' });
  });
});

describe('treatHealthCheck', () => {
  it('turns bad after the checks a leaking version can bear, while its pages work', () => {
    const version = { behaviour: 'leak-health-checks', afterChecks: 8 } as const;
    expect(treatHealthCheck(version, 8)).toEqual({ kind: 'answer', status: 200, delayMs: 0 });
    expect(treatHealthCheck(version, 9)).toEqual({ kind: 'answer', status: 503, delayMs: 0 });
    expect(treatPage(version, 9, lucky)).toEqual(fine);
  });

  it('stays good for every other version', () => {
    for (const [, version] of all.filter(([, each]) => each.behaviour !== 'leak-health-checks')) {
      expect(treatHealthCheck(version, 1_000_000)).toEqual({ kind: 'answer', status: 200, delayMs: 0 });
    }
  });
});
