import { DependencyError, InvalidInputError } from '../../../core/errors.ts';
import type { LoggedEvent } from '../ledger.ts';
import type { Item } from './attributes.ts';
import { isRecord, recordIn } from './fenced-off.ts';
import { count, text } from './fields.ts';
import { partitionOf, recordKey } from './keys.ts';
import type { Change, Table } from './table.ts';

/**
 * The newest entries of a log are kept on the record; when there are this many, all but the newest move to items of their own. They move
 * sooner when they are long: an item holds 400 KB, of which the plan may take 80, tokens 40, and one entry with the figures of a look 25.
 */
const tailMax = { entries: 32, bytes: 128 * 1024 };
/** A write whose answer was lost is recognised as long as fewer than this many others came after it; long ones, at least so many. */
const keptOnRecord = { entries: 16, bytes: 64 * 1024, longEntries: 4 };

/** What a write on a record came to. `refused`: its condition did not hold; `item` is the record either way. */
interface Committed {
  readonly kind: 'committed' | 'refused';
  readonly item: Item;
}

/** One entry of a log. The key makes it unlike every other one, so that a write whose answer was lost is recognised. */
export function entryOf({ at, type, because, detail }: LoggedEvent, key: string): string {
  return JSON.stringify({ at, type, because, detail, key });
}

/**
 * Changes a record and logs why, in one write: neither is there without the other, and the log's order is the order of the writes.
 * The same write sent twice, as the SDK does when an answer is lost, happens once.
 *
 * @throws {InvalidInputError} the deployment does not exist.
 */
export async function commit(table: Table, deploymentId: string, entry: string, change: Partial<Change> = {}): Promise<Committed> {
  const item = await table.update(recordKey(deploymentId), {
    update: `SET ${change.update ? `${change.update}, ` : ''}#tail = list_append(#tail, :entries)`,
    condition: `${isRecord} AND NOT contains(#tail, :entry)${change.condition ? ` AND ${change.condition}` : ''}`,
    values: { ...change.values, entries: [entry], entry },
  });
  if (item === undefined) return await afterRefusal(table, deploymentId, entry);
  await makeRoom(table, deploymentId, item);
  return { kind: 'committed', item };
}

/**
 * Logs what changes nothing, unless the record has as many entries as it keeps. A lane that crashes tells of each task at once: a thousand
 * writers that all make room write a thousand times a thousand items, and the record would outgrow what an item holds.
 *
 * @throws {InvalidInputError} the deployment does not exist.
 */
export async function commitIfRoom(table: Table, deploymentId: string, entry: string): Promise<void> {
  await commit(table, deploymentId, entry, { condition: 'size(#tail) < :most', values: { most: tailMax.entries } });
}

/**
 * A record as it is now.
 *
 * @throws {InvalidInputError} the deployment does not exist.
 */
export async function recordOf(table: Table, deploymentId: string): Promise<Item> {
  const record = recordIn(await table.get(recordKey(deploymentId)));
  if (record === undefined) throw unknown(deploymentId);
  return record;
}

/** What a write to a deployment that does not exist is answered with. */
export function unknown(deploymentId: string): InvalidInputError {
  return new InvalidInputError(`deployment ${deploymentId} does not exist: take the id from the execution's name`);
}

/** The whole log, as it was when the record was read: what moved away before, then what was on it. */
export async function readLog(table: Table, deploymentId: string): Promise<readonly LoggedEvent[]> {
  const item = await recordOf(table, deploymentId);
  const moved = count(item, 'moved');
  const older = moved === 0 ? [] : await table.partition(partitionOf(deploymentId), 'EVENT#');
  // Entries that moved after the record was read are still in our copy of its tail.
  return [...older.slice(0, moved).map((one) => text(one, 'entry')), ...tailOf(item)].map(eventOf);
}

async function afterRefusal(table: Table, deploymentId: string, entry: string): Promise<Committed> {
  const item = await recordOf(table, deploymentId);
  return { kind: tailOf(item).includes(entry) ? 'committed' : 'refused', item };
}

/**
 * Moves the older entries of a long tail to items of their own. Entry n always goes to the same item with the same content, so a crash
 * in between, or two movers at once, lose and double nothing. The tail is cut only if it is still the one that was moved; otherwise
 * the next write makes room.
 */
async function makeRoom(table: Table, deploymentId: string, item: Item): Promise<void> {
  const tail = tailOf(item);
  if (tail.length < tailMax.entries && bytesOf(tail) <= tailMax.bytes) return;
  const moved = count(item, 'moved');
  const kept = keptOf(tail);
  const [older, newest] = [tail.slice(0, -kept), tail.slice(-kept)];
  try {
    // All at once: what others add meanwhile keeps the tail from being cut.
    await Promise.all(
      older.map((entry, index) =>
        table.put({ pk: partitionOf(deploymentId), sk: `EVENT#${String(moved + index + 1).padStart(8, '0')}`, entry }),
      ),
    );
    await table.update(recordKey(deploymentId), {
      update: 'SET #tail = :newest, #moved = :after',
      condition: '#moved = :before AND size(#tail) = :length',
      values: { newest, before: moved, after: moved + older.length, length: tail.length },
    });
  } catch (error) {
    // What the caller asked for is done.
    if (!(error instanceof DependencyError)) throw error;
  }
}

/** How many of the newest entries stay. */
function keptOf(tail: readonly string[]): number {
  let kept = keptOnRecord.entries;
  while (kept > keptOnRecord.longEntries && bytesOf(tail.slice(-kept)) > keptOnRecord.bytes) kept -= 1;
  return kept;
}

function bytesOf(entries: readonly string[]): number {
  return entries.reduce((sum, entry) => sum + Buffer.byteLength(entry), 0);
}

function tailOf(item: Item): readonly string[] {
  const tail = item.tail;
  return Array.isArray(tail) ? tail : [];
}

function eventOf(entry: string): LoggedEvent {
  const { key: _, ...event } = JSON.parse(entry);
  return event;
}
