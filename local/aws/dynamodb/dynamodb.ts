import type { ModelledService, ModelNeeds } from '../modelled-service.ts';
import type { ResourceMaker } from '../resource-maker.ts';
import { dynaliteDatabase } from './dynalite-database.ts';
import { makeTable } from './make-table.ts';
import { memoryDatabase } from './memory/memory-database.ts';

/** DynamoDB, running. */
export interface DynamoDb extends ModelledService {
  /** Closes the database; what was written is in the data folder. */
  stop(): Promise<void>;
}

/**
 * Starts DynamoDB: without a data folder a model in memory, that waits for nothing; with one, dynalite.
 *
 * @param needs.dataFolder where tables are kept, so that they outlive the process.
 */
export async function startDynamoDb(needs: Pick<ModelNeeds, 'account' | 'region'> & { readonly dataFolder?: string }): Promise<DynamoDb> {
  const { account, region, dataFolder } = needs;
  const database = dataFolder === undefined ? memoryDatabase({ account, region }) : await dynaliteDatabase(region, dataFolder);
  const table: ResourceMaker = (properties, resource) => makeTable(properties, resource, { database, account, region });
  return { id: 'DynamoDB', ...database, resources: { 'AWS::DynamoDB::GlobalTable': table, 'AWS::DynamoDB::Table': table } };
}
