import {
  EventBridgeServiceException,
  type PutEventsCommandOutput,
  type PutEventsRequest,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { isObject, type JsonObject } from '../../events/json-values.ts';
import type { AwsEvent } from '../aws-event.ts';

/** What an entry says about the event it becomes. */
export type EventFacts = Pick<AwsEvent, 'source' | 'detail-type' | 'resources' | 'detail'> & { readonly at?: Date };

/** Takes one event onto a bus and answers its id. @throws {UnmodelledCallError} there is no such bus. */
export type Ingest = (busName: string, facts: EventFacts) => string;

const entriesMax = 10;
const totalBytesMax = 256 * 1024;

/**
 * `PutEvents`: every entry is taken or refused on its own, the call answers 200 either way.
 * @throws {EventBridgeServiceException} `ValidationException` for no or more than 10 entries, or 256 KB and more in total.
 */
export function putEvents(request: PutEventsRequest, ingest: Ingest): Omit<PutEventsCommandOutput, '$metadata'> {
  const entries = request.Entries ?? [];
  if (entries.length === 0 || entries.length > entriesMax) {
    throw validation(`Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${entriesMax}`);
  }
  const totalBytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (totalBytes >= totalBytesMax) throw validation(`Total size of the entries in the request is over the limit: ${totalBytes} bytes.`);
  const results = entries.map((entry) => putEntry(entry, ingest));
  return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
}

function putEntry(entry: PutEventsRequestEntry, ingest: Ingest): PutEventsResultEntry {
  const { Source, DetailType, Detail, Resources = [], EventBusName = 'default', Time } = entry;
  const missing = Object.entries({ Source, DetailType, Detail }).find(([, value]) => value === undefined || value === '');
  if (missing !== undefined) {
    const ErrorMessage = `Parameter ${missing[0]} is not valid. Reason: ${missing[0]} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  if (Source?.startsWith('aws.')) return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  const detail = objectIn(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const facts = { source: Source ?? '', 'detail-type': DetailType ?? '', resources: Resources, detail };
  // A bus may be named by its ARN too.
  return { EventId: ingest(EventBusName.split('/').at(-1) ?? EventBusName, Time === undefined ? facts : { ...facts, at: Time }) };
}

function objectIn(text: string | undefined): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The size that counts: 14 bytes for a time, and the UTF-8 bytes of the texts. */
function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: PutEventsRequestEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time === undefined ? 0 : 14) + texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function validation(message: string): EventBridgeServiceException {
  return new EventBridgeServiceException({ name: 'ValidationException', $fault: 'client', message, $metadata: {} });
}
