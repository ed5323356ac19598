import { beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { type Evidence, nothingKnown } from '../../core/analysis/evidence.ts';
import { secondsLater } from '../core/builders.ts';
import { aDeployment, admit } from './a-deployment.ts';
import { aCountBlock, aProfile, aValueBlock, hour, ofErrors, someEvidence } from './some-evidence.ts';
import { ledgers } from './the-ledgers.ts';

const stale = expect.objectContaining({ name: 'StaleDecisionError' });

// The bullets of the docstring of Ledger that are about evidence, in the same words.
describe.each(ledgers)('the ledger $where', ({ prepared }) => {
  const make = prepared();
  let ledger: Ledger;
  let id: string;
  beforeEach(async () => {
    ledger = make();
    const deployment = aDeployment();
    id = deployment.id;
    await admit(ledger, deployment);
  });

  describe('Evidence by block', () => {
    it('keeping evidence again replaces each block of the same metric, series and time, and loses no other', async () => {
      const first = someEvidence({
        metrics: { errors: ofErrors(aCountBlock(58), aCountBlock(59), aCountBlock(61)), other: ofErrors(aCountBlock(5)) },
      });
      await ledger.keepEvidence(id, first, 0);
      const again = someEvidence({ revision: 1, metrics: { errors: ofErrors(aCountBlock(59, 61), aCountBlock(60)) } });
      await ledger.keepEvidence(id, again, hour);
      const merged = ofErrors(aCountBlock(58), aCountBlock(59, 61), aCountBlock(60), aCountBlock(61));
      expect(await ledger.evidence(id)).toEqual({ ...again, revision: 2, metrics: { errors: merged, other: ofErrors(aCountBlock(5)) } });
    });

    it('requests without a counted ending read back as they were, of either lane, fewer than none too', async () => {
      const [block, late] = [aCountBlock(1), aCountBlock(2)];
      const blocks = [block, { ...late, candidate: { ...late.candidate, unaccounted: 7 } }].concat([
        { ...aCountBlock(3), stable: { requests: 540, bad: 3, unaccounted: -2 } },
      ]);
      const fixed = { slowSeconds: {}, unaccountedShare: 0.02 };
      await ledger.keepEvidence(id, someEvidence({ fixed, metrics: { errors: ofErrors(...blocks) } }), 0);
      expect(await ledger.evidence(id)).toMatchObject({ fixed, metrics: { errors: ofErrors(...blocks) } });
    });

    it('what is kept reads back as it was: steps, what is fixed, what is missing, series of every name', async () => {
      const names = ['errors', 'a#b', 'a', 'b', '#', 'EVIDENCE', 'constructor', '__proto__', 'é ü', 'x'.repeat(2_000)];
      const counts = Object.fromEntries(names.map((name, index) => [name, [aCountBlock(index), aCountBlock(90 + index)]]));
      const values = Object.fromEntries(names.map((name, index) => [name, [aValueBlock(index, index / 3), aValueBlock(index + 1, null)]]));
      const kept: Evidence = {
        steps: [
          { stepIndex: 0, candidatePercent: 5, beganAt: hour },
          { stepIndex: 1, candidatePercent: 50, beganAt: hour + 90 },
        ],
        fixed: { slowSeconds: { latency: { p90: 0.25, p99: 1.5 } }, profile: aProfile() },
        metrics: {
          ...Object.fromEntries(names.map((name, index) => [name, { ...ofErrors(aCountBlock(index)), readUntil: hour + index * 60 }])),
          all: { counts, values, readUntil: hour + 600 },
          silent: { counts: { errors: [] }, values: {}, missing: 'the endpoint answered 503' },
        },
      };
      await ledger.keepEvidence(id, kept, 0);
      expect(await ledger.evidence(id)).toEqual({ ...kept, revision: 1 });
    });

    it('blocks that began before unchangedUntil stay as they are', async () => {
      await ledger.keepEvidence(id, someEvidence({ metrics: { errors: ofErrors(aCountBlock(1), aCountBlock(2)) } }), 0);
      const changed = someEvidence({ revision: 1, metrics: { errors: ofErrors(aCountBlock(1, 99), aCountBlock(2, 98), aCountBlock(3)) } });
      await ledger.keepEvidence(id, changed, hour + 120);
      expect((await ledger.evidence(id)).metrics).toEqual({ errors: ofErrors(aCountBlock(1), aCountBlock(2, 98), aCountBlock(3)) });
    });

    it('is empty when nothing was kept', async () => {
      expect(await ledger.evidence(id)).toEqual(nothingKnown);
    });
  });

  describe('Evidence in turn', () => {
    it('evidence that was kept since it was read is refused as stale', async () => {
      const loaded = await ledger.evidence(id);
      await ledger.keepEvidence(id, { ...loaded, ...someEvidence({ metrics: { errors: ofErrors(aCountBlock(1)) } }) }, 0);
      const late = ledger.keepEvidence(id, { ...loaded, ...someEvidence({ metrics: { errors: ofErrors(aCountBlock(1, 7)) } }) }, 0);
      await expect(late).rejects.toEqual(stale);
      expect((await ledger.evidence(id)).metrics).toEqual({ errors: ofErrors(aCountBlock(1)) });
    });

    it('of two looks at once only one is kept', async () => {
      const looks = Array.from({ length: 8 }, (_, index) =>
        ledger.keepEvidence(
          id,
          someEvidence({ fixed: { slowSeconds: { latency: { p90: index } } }, metrics: { latency: ofErrors(aCountBlock(1, index)) } }),
          0,
        ),
      );
      const done = await Promise.allSettled(looks);
      expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const { fixed, metrics } = await ledger.evidence(id);
      // The blocks are those that were counted by the thresholds which are kept.
      expect(metrics.latency?.counts.errors?.[0]?.candidate.requests).toBe(fixed.slowSeconds.latency?.p90);
    });
  });

  describe('Profiles by release', () => {
    it("a service's profiles are kept by task definition; a later one of the same release replaces it", async () => {
      const [service, other] = [`${id}-service`, 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders:8'];
      const [first, second] = [aProfile(), aProfile({ taskDefinitionArn: other })];
      expect(await ledger.profileOf(service, other)).toBeUndefined();
      await ledger.keepProfile(service, first);
      await ledger.keepProfile(service, second);
      const later = aProfile({ until: secondsLater(7_200).toISOString(), errorRate: 0.002 });
      await ledger.keepProfile(service, later);
      await ledger.keepProfile(service, later);
      await ledger.keepProfile(service, first);
      expect(await ledger.profileOf(service, first.taskDefinitionArn)).toEqual(later);
      expect(await ledger.profileOf(service, other)).toEqual(second);
      expect(await ledger.profileOf('another', other)).toBeUndefined();
    });
  });

  it('names a deployment that does not exist', async () => {
    const asked = [ledger.evidence('nobody'), ledger.keepEvidence('nobody', someEvidence(), 0)];
    const error = expect.objectContaining({ name: 'InvalidInputError', message: expect.stringContaining('nobody') });
    expect(await Promise.allSettled(asked)).toEqual(asked.map(() => ({ status: 'rejected', reason: error })));
  });
});
