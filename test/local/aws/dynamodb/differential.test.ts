import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../../local/aws/dynamodb/database.ts';
import { dynaliteDatabase } from '../../../../local/aws/dynamodb/dynalite-database.ts';
import { makeTable } from '../../../../local/aws/dynamodb/make-table.ts';
import { memoryDatabase } from '../../../../local/aws/dynamodb/memory/memory-database.ts';
import { anyRequest, firstRequests, type Request } from './any-request.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];
const index = (IndexName: string, Projection: object) => ({ IndexName, KeySchema: key('day', 'at'), Projection });
const table = {
  AttributeDefinitions: ['pk', 'sk', 'day', 'at'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
  KeySchema: key('pk', 'sk'),
  GlobalSecondaryIndexes: [
    index('by-day', { ProjectionType: 'ALL' }),
    index('keys', { ProjectionType: 'KEYS_ONLY' }),
    index('some', { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'n'] }),
  ],
};

let made = 0;

/** A new table in a database; requests call it `table`. */
async function aTable(database: Database): Promise<(request: Request) => Promise<unknown>> {
  made += 1;
  const TableName = `table-${made}`;
  await makeTable({ ...table, TableName }, { stackName: 'S', logicalId: 'T' }, { database, ...place });
  return async ({ operation, input }) => {
    const renamed = JSON.parse(
      JSON.stringify(input).replaceAll('"table":', `"${TableName}":`).replaceAll('"TableName":"table"', `"TableName":"${TableName}"`),
    );
    try {
      return comparable(await database.operations[operation]?.(renamed as never, { roleArn: 'local' }), TableName);
    } catch (error) {
      const { name, message, $fault } = error as { name: string; message: string; $fault: string };
      // Where a text violates the syntax is told in words that depend on how it is read.
      return { name, message: message.replace(/(Syntax error; ).*/, '$1'), $fault };
    }
  };
}

/** Without what is nobody's promise: the order of a scan and of a batch. */
function comparable(output: object | undefined, TableName: string): unknown {
  const { Items, Responses, ...rest } = { ...output } as { Items?: readonly object[]; Responses?: Record<string, readonly object[]> };
  const items = Responses?.[TableName] ?? Items;
  return items === undefined ? rest : { ...rest, items };
}

describe('the DynamoDB in memory', () => {
  let dynalite: Database;
  const memory = memoryDatabase(place);
  beforeAll(async () => {
    dynalite = await dynaliteDatabase(place.region);
  });
  afterAll(() => dynalite.stop());

  it('answers any sequence of calls as dynalite does, errors included', async () => {
    await fc.assert(
      fc.asyncProperty(firstRequests, fc.array(anyRequest, { minLength: 20, maxLength: 50 }), async (first, then) => {
        const [real, model] = [await aTable(dynalite), await aTable(memory)];
        for (const request of [...first, ...then]) {
          const [wanted, got] = [await real(request), await model(request)];
          const sorted = request.operation === 'Scan' || request.operation === 'BatchGetItem';
          expect({ request, answer: sorted ? inOrder(got) : got }).toEqual({ request, answer: sorted ? inOrder(wanted) : wanted });
        }
      }),
      { numRuns: 30, endOnFailure: true },
    );
    // dynalite takes milliseconds a call, and more on a busy machine.
  }, 120_000);
});

function inOrder(answer: unknown): unknown {
  const { items, ...rest } = answer as { readonly items?: readonly Record<string, unknown>[] };
  const nameOf = (item: Record<string, unknown>) => JSON.stringify(Object.entries(item).sort());
  return items === undefined ? rest : { ...rest, items: [...items].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)) };
}
