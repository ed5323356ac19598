import { randomUUID } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dynamoLedger } from '../../../adapters/ledger/dynamo-ledger.ts';
import { metricSources } from '../../../adapters/metrics/metric-sources.ts';
import { traced } from '../../../adapters/observability.ts';
import type { MetricPlan } from '../../../core/analysis/metric-plan.ts';
import type { SourceAuth } from '../../../core/analysis/source.ts';
import { DefectError } from '../../../core/errors.ts';
import { nextStep } from '../../../functions/next-step/next-step.ts';
import { testServer } from '../../adapters/metrics/http-server.ts';
import { aLedgerTable, type LedgerTable } from '../../contract/a-ledger-table.ts';
import { aProgressing, secondsLater } from '../../core/builders.ts';
import { anAdmitted } from '../an-admitted.ts';
import { aJudgedPlan, aLook } from './a-look.ts';

const token = 'glsa_hunter2/Zm9vYmFyYmF6&signature';

let table: LedgerTable;
beforeAll(async () => {
  table = await aLedgerTable();
});
afterAll(() => table.stop());

function aMetric(url: string, kind: 'prometheus' | 'http', auth: SourceAuth): MetricPlan {
  const common = { periodSeconds: 60, absentIsZero: false, url, auth };
  const source = kind === 'http' ? ({ kind, ...common, headers: {}, pointer: '/v' } as const) : ({ kind, ...common, query: 'up' } as const);
  return {
    ...{ kind: 'threshold', name: kind, dryRun: false, critical: true, warmupSeconds: 0, source },
    ...{ failureLimit: 0, consecutiveErrorLimit: 4, inconclusiveLimit: 0 },
  };
}

/** Everything that a handler writes to its log. */
function aLog() {
  const lines: string[] = [];
  const keep = (line: unknown) => lines.push(String(line)) > 0;
  const writers = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
  for (const writer of writers) writer.mockImplementation(keep);
  return {
    lines,
    end: () => {
      for (const writer of writers) writer.mockRestore();
    },
  };
}

describe('a secret of a source', () => {
  const auths: readonly SourceAuth[] = (['bearer', 'basic'] as const).map((kind) => ({ kind, secretName: '/sluice/secrets/grafana' }));

  it.each(auths)('is in no answer, item, event or log line of the looks of a deployment: $kind', async (auth) => {
    const secret = auth.kind === 'basic' ? `sluice:${token}` : token;
    // A server that says all it was told, in a new way at each look.
    const replies = [
      (said: string) => ({ status: 401, body: said }),
      (said: string) => ({ body: `<p>${said}` }),
      (said: string) => ({ body: { status: 'error', error: said } }),
      (said: string) => ({ body: { v: said } }),
      () => 'hang up' as const,
    ];
    let look = 0;
    await using server = await testServer(({ headers }) => {
      const said = `${secret} ${headers.authorization} ${JSON.stringify(headers)}`;
      return (replies[look] ?? replies[0] ?? (() => 'never' as const))(said);
    });
    const id = `orders-${randomUUID()}`;
    const plan = aJudgedPlan({ deploymentId: id, service: id }, [
      aMetric(server.url, 'prometheus', auth),
      aMetric(server.url, 'http', auth),
    ]);
    const deployment = aProgressing({ id, service: id, plan });
    const ledger = dynamoLedger(table.client(), { table: table.name, newKey: randomUUID });
    await anAdmitted(ledger, deployment);
    let at = secondsLater(300);
    const { needs, announced } = await aLook(deployment);
    const never = () => Promise.reject(new DefectError('not asked'));
    const metrics = metricSources({
      ...{ cloudWatch: new CloudWatchClient({ region: 'eu-west-1' }), fetch, sign: never, now: () => at },
      secrets: async () => ({ kind: 'found', text: secret }),
    });
    const log = aLog();
    const handler = traced('next-step', nextStep({ ...needs, ledger, metrics, now: () => at }));
    const answers: unknown[] = [];
    const kept: unknown[] = [];
    try {
      for (look = 0; look < replies.length; look += 1) {
        answers.push(await handler({ deploymentId: id, shownAt: null }, {} as Context));
        kept.push(await ledger.evidence(id));
        at = new Date(at.getTime() + 60_000);
      }
    } finally {
      log.end();
    }
    const { Items } = await table.client().send(new ScanCommand({ TableName: table.name }));
    const told = JSON.stringify([answers, kept, Items, announced, log.lines, await ledger.events(id)]);
    const told401 = /answered 401: …+/.exec(told)?.[0];
    expect([told401 !== undefined, log.lines.length >= replies.length]).toEqual([true, true]);
    const forms = [token, token.slice(0, 12), encodeURIComponent(token), Buffer.from(secret).toString('base64').slice(0, 12)];
    expect(forms.filter((form) => told.includes(form))).toEqual([]);
    expect(server.arrived.every(({ headers }) => headers.authorization !== undefined)).toBe(true);
  });
});
