import { type DynamoDBClient, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../../adapters/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../../adapters/ledger/ledger.ts';
import type { CountBlock } from '../../../core/analysis/blocks.ts';
import { aDeployment, admit } from '../../contract/a-deployment.ts';
import { aLedgerTable, type LedgerTable } from '../../contract/a-ledger-table.ts';
import { aCountBlock, aProfile, hour, ofErrors, someEvidence } from '../../contract/some-evidence.ts';

let table: LedgerTable;
let dynamo: DynamoDBClient;
let ledger: Ledger;
let id: string;
let keys = 0;
beforeAll(async () => {
  table = await aLedgerTable();
  dynamo = table.client();
  const newKey = () => {
    keys += 1;
    return `key-${keys}`;
  };
  ledger = dynamoLedger(dynamo, { table: table.name, newKey });
});
afterAll(() => table.stop());
beforeEach(async () => {
  const deployment = aDeployment();
  id = deployment.id;
  await admit(ledger, deployment);
});

type Attributes = NonNullable<PutItemCommand['input']['Item']>;

async function items(): Promise<readonly Attributes[]> {
  const command = new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': { S: `DEPLOYMENT#${id}` }, ':sk': { S: 'EVIDENCE' } },
  });
  return (await dynamo.send(command)).Items ?? [];
}

/** As another version, or a person, would write it. */
async function overwrite(item: Attributes, changes: Attributes): Promise<void> {
  await dynamo.send(new PutItemCommand({ TableName: table.name, Item: { ...item, ...changes } }));
}

const page = async (nth: number): Promise<Attributes> => (await items())[nth + 1] ?? {};
const until = (minutes: number) => ({ readUntil: hour + minutes * 60 });

describe('the items that evidence is kept in', () => {
  it('are the head, then a page for each series and hour, whose key says nothing of the names', async () => {
    const blocks = [aCountBlock(59), aCountBlock(60), aCountBlock(61)];
    await ledger.keepEvidence(id, someEvidence({ metrics: { 'a#b': ofErrors(...blocks) } }), 0);
    const [head, first, second, ...others] = await items();
    expect(others).toEqual([]);
    expect(head?.sk).toEqual({ S: 'EVIDENCE' });
    const series = { S: '["a#b","counts","errors"]' };
    expect(first).toMatchObject({
      sk: { S: expect.stringMatching(/^EVIDENCE#[\w-]{22}#001767225600$/) },
      series,
      b3540: { S: '[60,1,540,3]' },
    });
    expect(second).toMatchObject({
      sk: { S: expect.stringMatching(/^EVIDENCE#[\w-]{22}#001767229200$/) },
      series,
      b0: expect.anything(),
      b60: expect.anything(),
    });
  });

  it('stay far below 400 KB with a block every second and counts of any size', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const lane = { requests: most, bad: most };
    const blocks = Array.from({ length: 3_600 }, (_, second): CountBlock => ({ startedAt: hour + second, candidate: lane, stable: lane }));
    await ledger.keepEvidence(id, someEvidence({ metrics: { errors: ofErrors(...blocks) } }), 0);
    const bytes = Object.entries(await page(0)).reduce((sum, [name, value]) => sum + name.length + (value.S?.length ?? 8), 0);
    expect(bytes).toBeLessThan(300_000);
    expect((await ledger.evidence(id)).metrics).toEqual({ errors: ofErrors(...blocks) });
  });

  it('are not written when nothing changed in them', async () => {
    const written: string[] = [];
    const client = table.client((call, { input }) => {
      if ('UpdateExpression' in input) written.push((input as UpdateItemCommand['input']).Key?.sk?.S ?? '');
      return call();
    });
    const watched = dynamoLedger(client, { table: table.name, newKey: () => 'watched' });
    const metrics = { errors: ofErrors(aCountBlock(1), aCountBlock(61)), other: ofErrors(aCountBlock(1)) };
    await ledger.keepEvidence(id, someEvidence({ metrics }), 0);
    await watched.keepEvidence(id, someEvidence({ metrics, revision: 1 }), hour + 3_660);
    expect(written).toEqual(['EVIDENCE', (await page(1)).sk?.S, 'EVIDENCE']);
    written.length = 0;
    await watched.keepEvidence(id, someEvidence({ metrics, revision: 2 }), Number.POSITIVE_INFINITY);
    expect(written).toEqual(['EVIDENCE']);
    expect(await ledger.evidence(id)).toEqual(someEvidence({ metrics, revision: 3 }));
  });
});

describe('what another version of the software wrote', () => {
  const metrics = {
    errors: { ...ofErrors(aCountBlock(1), aCountBlock(61)), ...until(62) },
    other: { ...ofErrors(aCountBlock(1)), ...until(62) },
  };
  const keep = () => ledger.keepEvidence(id, someEvidence({ metrics }), 0);
  const pageOf = async (series: string, nth: number) => (await items()).filter((item) => item.series?.S?.includes(series))[nth] ?? {};

  it('and added to a page or to a block is passed over', async () => {
    await keep();
    const before = await ledger.evidence(id);
    await overwrite(await pageOf('errors', 0), { zone: { S: 'a' }, bytes: { N: '7' } });
    await overwrite(await pageOf('errors', 1), { b60: { S: '[60,1,540,3,"weighted"]' } });
    expect(await ledger.evidence(id)).toEqual(before);
  });

  it.each(['{"v":2}', '[60,1]', '[60,1,"540",3]', 'gone', ''])(
    'a block that reads %s counts as not read, and so does its hour',
    async (text) => {
      await keep();
      await overwrite(await pageOf('errors', 1), { b60: { S: text } });
      const { metrics: read } = await ledger.evidence(id);
      expect(read.errors).toEqual({ ...ofErrors(aCountBlock(1)), ...until(60) });
      expect(read.other).toEqual(metrics.other);
    },
  );

  it('a page that does not say whose blocks it has makes every metric be read again from its hour on, and is then as it was', async () => {
    await keep();
    await overwrite(await pageOf('errors', 1), { series: { S: 'errors/errors' } });
    const left = await ledger.evidence(id);
    expect(left.metrics).toEqual({ errors: { ...ofErrors(aCountBlock(1)), ...until(60) }, other: { ...metrics.other, ...until(60) } });
    await ledger.keepEvidence(id, { ...left, metrics }, hour + 3_600);
    expect((await ledger.evidence(id)).metrics).toEqual(metrics);
  });

  it('an item that is no page at all changes nothing', async () => {
    await keep();
    const before = await ledger.evidence(id);
    await overwrite({ pk: { S: `DEPLOYMENT#${id}` }, sk: { S: 'EVIDENCE#note' } }, { text: { S: 'looked at by ada' } });
    expect(await ledger.evidence(id)).toEqual(before);
  });

  it('what metrics are known as, if it cannot be read, is as if nothing was read: the blocks are there', async () => {
    await keep();
    const [head = {}] = await items();
    await overwrite(head, { metrics: { S: '"packed"' } });
    expect((await ledger.evidence(id)).metrics).toEqual({
      errors: ofErrors(aCountBlock(1), aCountBlock(61)),
      other: ofErrors(aCountBlock(1)),
    });
  });

  it.each([
    { steps: { S: '{"0":[5]}' } },
    { steps: { S: '[{"stepIndex":"0"}]' } },
    { fixed: { S: '{}' } },
    { fixed: { S: '{"slowSeconds":{"latency":{"p90":"0.2 s"}}}' } },
  ])('without %j blocks mean nothing: that is a defect', async (changes) => {
    await keep();
    const [head = {}] = await items();
    await overwrite(head, changes as Attributes);
    await expect(ledger.evidence(id)).rejects.toMatchObject({ name: 'DefectError', message: expect.stringContaining(id) });
  });

  it('pages whose head is gone are a defect too', async () => {
    await overwrite(
      { pk: { S: `DEPLOYMENT#${id}` }, sk: { S: 'EVIDENCE#digest#001767225600' } },
      { series: { S: '["errors","counts","errors"]' } },
    );
    await expect(ledger.evidence(id)).rejects.toMatchObject({ name: 'DefectError', message: expect.stringContaining(id) });
  });

  it('a profile that cannot be read is none', async () => {
    const profile = aProfile();
    await ledger.keepProfile(id, profile);
    for (const text of ['p50=0.02', '[]', '{"requests":"many"}']) {
      const Key = { pk: { S: `PROFILES#${id}` }, sk: { S: profile.taskDefinitionArn } };
      await dynamo.send(
        new UpdateItemCommand({
          TableName: table.name,
          Key,
          UpdateExpression: 'SET profile = :p',
          ExpressionAttributeValues: { ':p': { S: text } },
        }),
      );
      expect(await ledger.profileOf(id, profile.taskDefinitionArn)).toBeUndefined();
    }
  });
});
