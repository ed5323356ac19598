import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * How far a function uses the ledger: it only `reads` a deployment, `leases` (and sets single fields), `writes` the log of a deployment and
 * what asked for one, `decides` by what is in it, also `guards` whoever has a service, or writes and `lists` these and the deployments of one.
 */
export type LedgerUse = 'reads' | 'leases' | 'writes' | 'decides' | 'guards' | 'lists';

const writes = ['GetItem', 'PutItem', 'UpdateItem'];
const decides = [...writes, 'Query'];
/** What it may do with the table itself. An index can only be asked. */
const actionsFor: Readonly<Record<LedgerUse, readonly string[]>> = {
  reads: ['GetItem'],
  leases: ['GetItem', 'UpdateItem'],
  writes,
  decides,
  guards: decides,
  lists: writes,
};
const indexesFor: Readonly<Partial<Record<LedgerUse, readonly string[]>>> = { guards: ['held'], lists: ['held', 'by-service'] };

/**
 * The ledger: leases, deployments, their event log.
 *
 * It outlives the stack, can be restored to any second of the last 35 days, and cannot be deleted by accident.
 * The index `by-service` lists deployments for people, and `held` the leases that somebody has; decisions read the table itself.
 */
export class LedgerTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: 'by-service',
          partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
          sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
        },
        {
          indexName: 'held',
          partitionKey: { name: 'held', type: AttributeType.STRING },
          sortKey: { name: 'sk', type: AttributeType.STRING },
        },
      ],
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      // Collects garbage only: no lease and no running deployment carries the attribute.
      timeToLiveAttribute: 'expiresAt',
    });
  }

  /** Lets a function use single items and queries as far as it needs to. No scan, no table change. */
  grantUse(grantee: IGrantable, use: LedgerUse): void {
    const { tableArn } = this.table;
    const allow = (actions: readonly string[], resources: string[]) =>
      grantee.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({ effect: Effect.ALLOW, actions: actions.map((action) => `dynamodb:${action}`), resources }),
      );
    allow(actionsFor[use], [tableArn]);
    const indexes = (indexesFor[use] ?? []).map((index) => `${tableArn}/index/${index}`);
    if (indexes.length > 0) allow(['Query'], indexes);
  }
}
