import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { DependencyError } from '../../../core/errors.ts';
import type { Operation } from '../modelled-service.ts';
import type { Database } from './database.ts';
import { dynamoDbOperations } from './dynamodb-commands.ts';

/**
 * Starts dynalite in this process, on a free port of the loopback address: its tables outlive the process.
 *
 * @param dataFolder where the tables are kept; in memory when absent.
 */
export async function dynaliteDatabase(region: string, dataFolder?: string): Promise<Database> {
  if (dataFolder !== undefined) mkdirSync(dataFolder, { recursive: true });
  const atOnce = { createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 };
  const server = dynalite(dataFolder === undefined ? atOnce : { ...atOnce, path: dataFolder });
  const port = await listen(server);
  const client = new DynamoDBClient({
    region,
    endpoint: `http://127.0.0.1:${port}`,
    // dynalite checks that a request is signed, not by whom.
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const open = openCalls();
  return {
    operations: Object.fromEntries(Object.entries(dynamoDbOperations(client)).map(([name, operation]) => [name, open.counted(operation)])),
    stop: async () => {
      await open.close();
      client.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Knows which calls are under way: a database that closes under one of them ends the process. */
function openCalls() {
  const underWay = new Set<Promise<object>>();
  let closed = false;
  const counted = (operation: Operation): Operation => {
    return async (input, caller) => {
      if (closed) throw new DependencyError('DynamoDB was stopped with its world');
      const call = operation(input, caller);
      underWay.add(call);
      return call.finally(() => underWay.delete(call));
    };
  };
  const close = async (): Promise<void> => {
    closed = true;
    await Promise.allSettled(underWay);
  };
  return { counted, close };
}

function listen(server: Server): Promise<number> {
  return new Promise((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => listening((server.address() as AddressInfo).port));
  });
}
