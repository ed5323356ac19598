import { ExpressionMistake } from './expression-mistake.ts';
import { type ReadCondition, readCondition } from './read-condition.ts';
import { type ReadUpdate, readProjection, readUpdate } from './read-update.ts';
import type { Read } from './reader.ts';

/** The texts of a program are few; those that are put together from data come and go. */
const keptMax = 2_000;

/** "Quotas", "Expression parameters", in the developer guide: the text as it was sent, before placeholders are replaced. */
const textBytesMax = 4_096;

/** What a text says, or what is wrong with it. */
export type Reading<T> = (text: string) => T | string;

/** Reads a ConditionExpression, FilterExpression or KeyConditionExpression, each text once. */
export const conditionIn: Reading<ReadCondition> = readingOnce(readCondition);

/** Reads an UpdateExpression, each text once. */
export const updateIn: Reading<ReadUpdate> = readingOnce(readUpdate);

/** Reads a ProjectionExpression, each text once. */
export const projectionIn: Reading<Read> = readingOnce(readProjection);

function readingOnce<T extends Read>(read: (text: string) => T): Reading<T> {
  const kept = new Map<string, T | string>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const outcome = outcomeOf(read, text);
    const [oldest] = kept.size >= keptMax ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(text, outcome);
    return outcome;
  };
}

function outcomeOf<T extends Read>(read: (text: string) => T, text: string): T | string {
  if (text === '') return 'The expression can not be empty;';
  if (Buffer.byteLength(text) > textBytesMax) return 'Expression size has exceeded the maximum allowed size;';
  try {
    const value = read(text);
    return value.mistake ?? value;
  } catch (error) {
    if (error instanceof ExpressionMistake) return error.message;
    throw error;
  }
}
