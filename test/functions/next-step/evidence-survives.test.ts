import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../../adapters/ledger/ledger.ts';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import type { MetricSources } from '../../../adapters/metrics/metric-sources.ts';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import type { MetricEvidence } from '../../../core/analysis/evidence.ts';
import { forward, weightsOf } from '../../../core/deployment/traffic.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { type Around, aLedgerTable, type LedgerTable } from '../../contract/a-ledger-table.ts';
import { admittedAt, aPlan, aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';

type Needs = Parameters<typeof nextStep>[0];

/** The Lambda died here: no code of its invocation runs any more. */
class Killed extends Error {
  override readonly name = 'Killed';
}

let table: LedgerTable;
let made = 0;
beforeAll(async () => {
  table = await aLedgerTable();
});
afterAll(() => table.stop());

/** How many of the candidate's 60 requests a minute fail, from what minute on. */
interface Candidate {
  readonly failing: number;
  readonly fromMinute: number;
}
const healthy: Candidate = { failing: 0, fromMinute: 0 };
const broken: Candidate = { failing: 30, fromMinute: 2 };

/** What the load balancer says at a time: its newest two minutes are not all there yet, and are corrected later. */
function scripted({ failing, fromMinute }: Candidate, now: () => Date): MetricSources {
  const began = admittedAt.getTime() / 1000;
  const block = (startedAt: number): CountBlock => {
    const minute = (startedAt - began) / 60;
    const isLate = now().getTime() / 1000 - startedAt < 240;
    const bad = minute >= fromMinute ? failing : 0;
    return {
      startedAt,
      candidate: { requests: isLate ? 40 : 60, bad: Math.min(bad, 20) },
      stable: { requests: isLate ? 800 : 1_140, bad: 1 },
    };
  };
  const profile = { requests: 72_000, requestsPerSecond: 20, errorRate: 0.001, p99Seconds: 0.5 };
  return {
    async read({ metrics, from, until }) {
      const minutes = Array.from({ length: Math.floor((until.getTime() - from.getTime()) / 60_000) }, (_, minute) => minute);
      const blocks = minutes.map((minute) => block(from.getTime() / 1000 + minute * 60));
      const evidence: Readonly<Record<string, MetricEvidence>> = {
        errors: { counts: { errors: blocks }, values: {} },
        latency: { counts: { p90: blocks, p99: blocks }, values: {} },
      };
      return Object.fromEntries(metrics.map(({ name }) => [name, evidence[name] ?? { counts: {}, values: {} }]));
    },
    // Stable's own p90 is another one at each later look.
    profile: async (_lane, { from, until }) => {
      const p90Seconds = Math.max(300, now().getTime() / 1000 - began) / 1_500;
      return { ...profile, p90Seconds, from: from.toISOString(), until: until.toISOString() };
    },
  };
}

/** A deployment in its first step, and looks at it: each with the needs as they are, or as a killed Lambda had them. */
async function aBench(ledger: Ledger, candidate: Candidate) {
  made += 1;
  const plan = aPlan({ deploymentId: `orders-${made}`, service: `orders-${made}` });
  const deployment = aProgressing({ plan });
  await anAdmitted(ledger, deployment);
  let at = admittedAt;
  const needs: Needs = {
    ledger,
    traffic: { read: async () => ({ traffic: weightsOf(forward(plan, 5)), healthyCandidates: 4, healthyStable: 4 }) },
    metrics: scripted(candidate, () => at),
    alarms: { alarms: async () => ({ found: [], missing: [] }) },
    patience: () => new AbortController().signal,
    announcer: { announce: async () => undefined },
    now: () => at,
  };
  const look = async (seconds: number, change: Partial<Needs> = {}) => {
    at = secondsLater(seconds);
    const answer = await nextStep({ ...needs, ...change })({ deploymentId: deployment.id, shownAt: null });
    return { kind: answer.kind, verdict: answer.verdict };
  };
  const kept = async () => {
    const { revision: _, ...evidence } = await ledger.evidence(deployment.id);
    return evidence;
  };
  return { needs, look, kept };
}

/** The same needs, dead after the call that the test is about has had its effect. */
const deaths: Readonly<Record<string, (needs: Needs) => Partial<Needs>>> = {
  'metrics were read': ({ metrics }) => ({ metrics: { ...metrics, read: async (request) => die(await metrics.read(request)) } }),
  'evidence was kept': ({ ledger }) => ({
    ledger: { ...ledger, keepEvidence: async (...kept) => die(await ledger.keepEvidence(...kept)) },
  }),
  'the decision was recorded': ({ ledger }) => ({
    ledger: { ...ledger, decide: async (...decided) => die(await ledger.decide(...decided)) },
  }),
};

function die(_effect: unknown): never {
  throw new Killed('killed after the effect');
}

const died = (error: unknown) => expect(error).toBeInstanceOf(Killed);

const cases = [healthy, broken].flatMap((candidate) => Object.keys(deaths).map((name) => ({ name, candidate })));

describe('a look whose Lambda is killed', () => {
  it.each(cases)('after $name comes to the same when it is done again ($candidate.failing of 60 fail)', async ({ name, candidate }) => {
    const [unharmed, killed] = [await aBench(memoryLedger(), candidate), await aBench(memoryLedger(), candidate)];
    for (const bench of [unharmed, killed]) await bench.look(300);
    // Inside the bake, so that a look done again is asked the same.
    const answer = await unharmed.look(540);
    await killed.look(540, deaths[name]?.(killed.needs)).catch(died);
    const again = await killed.look(540);
    expect(again).toEqual(answer);
    expect(again.kind).toBe(candidate === broken ? 'rollback' : 'bake');
    expect(await killed.kept()).toEqual(await unharmed.kept());
  });

  it('has each block once, each as it was read last, and the thresholds of the first look', async () => {
    const { needs, look, kept } = await aBench(memoryLedger(), healthy);
    for (const [index, name] of Object.keys(deaths).entries()) {
      await look(300 + index * 120, deaths[name]?.(needs)).catch(died);
      await look(300 + index * 120);
    }
    const { metrics, fixed, steps } = await kept();
    const began = admittedAt.getTime() / 1000;
    const blocks = metrics.errors?.counts.errors ?? [];
    expect(blocks.map(({ startedAt }) => (startedAt - began) / 60)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    // At 540 s only what began 240 s before or later is still growing.
    expect(blocks.map(({ candidate }) => candidate.requests)).toEqual([60, 60, 60, 60, 60, 60, 40]);
    expect(fixed.slowSeconds).toEqual({ latency: { p90: 0.2, p99: 0.5 } });
    expect(steps).toEqual([{ stepIndex: 0, candidatePercent: 5, beganAt: began }]);
  });

  it('before or after any call to DynamoDB comes to the same', async () => {
    const ofTable = (around: Around) => dynamoLedger(table.client(around), { table: table.name, newKey: randomUUID });
    const calm = ofTable((call) => call());
    const unharmed = await aBench(calm, broken);
    let calls = 0;
    const counting = ofTable((call) => {
      calls += 1;
      return call();
    });
    const answer = await unharmed.look(600, { ledger: counting });
    expect(answer.verdict?.kind).toBe('regressed');
    expect(calls).toBeGreaterThan(5);
    for (let nth = 1; nth <= calls; nth += 1) {
      for (const when of ['before', 'after'] as const) {
        const killed = await aBench(calm, broken);
        let left = nth;
        const dying = ofTable(async (call) => {
          left -= 1;
          if (left > 0) return call();
          if (left === 0 && when === 'after') await call();
          return die(undefined);
        });
        await killed.look(600, { ledger: dying }).catch(died);
        expect(await killed.look(600)).toEqual(answer);
        expect(await killed.kept()).toEqual(await unharmed.kept());
      }
    }
  });
});
