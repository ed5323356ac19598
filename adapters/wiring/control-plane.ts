import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { type Announcer, announcer } from '../announcer.ts';
import { client, type Pace } from '../clients.ts';
import { environment } from '../environment.ts';
import { type Executions, executions } from '../executions.ts';
import { lastingAnnouncer } from '../lasting-announcer.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Pager, pager } from '../pager.ts';

// Functions, not constants: a bundle then holds only the clients of what its handler calls.

/** The ledger in this table. */
export const ledgerIn = (table: string, pace?: Pace): Ledger => dynamoLedger(client(DynamoDBClient, pace), { table, newKey: randomUUID });

/** The ledger in the table of variable `SLUICE_TABLE`. */
export const ledger = (pace?: Pace): Ledger => ledgerIn(environment('SLUICE_TABLE').SLUICE_TABLE, pace);

/** The control plane's own state machines. */
export const machines = (pace?: Pace): Executions => executions(client(SFNClient, pace));

/** The account's default event bus, as it is now. */
export const bus = (pace?: Pace): Announcer => announcer(client(EventBridgeClient, pace));

/** The same bus, at some time: what it does not take now is sent later. */
export const announcements = (pace?: Pace): Announcer => lastingAnnouncer(bus(pace), ledger());

/** The topic of variable `SLUICE_PAGE_TOPIC_ARN`. */
export const pages = (pace?: Pace): Pager => pager(client(SNSClient, pace), environment('SLUICE_PAGE_TOPIC_ARN').SLUICE_PAGE_TOPIC_ARN);
