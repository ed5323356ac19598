import type { Ledger } from '../../adapters/ledger/ledger.ts';
import { SluiceError } from '../../core/errors.ts';
import type { LedgerCall } from './ledger-draws.ts';

/** What a sequence of calls can have touched. */
interface Names {
  readonly ids: readonly string[];
  readonly services: readonly string[];
  readonly taskDefinitionArns: readonly string[];
}

/** Everything that calls may have named: each text that was given may be an id, a service or a release. */
export function namesIn(calls: readonly LedgerCall[]): Names {
  const texts = calls.flatMap(({ of, given }) => [of, ...given.filter((one) => typeof one === 'string')]);
  const short = [...new Set(texts)].filter((text) => text.length > 0 && text.length <= 200).sort();
  return { ids: short, services: short, taskDefinitionArns: short.filter((text) => text.startsWith('arn:')) };
}

/** All that can be read of these, as text: two ledgers that read alike, or one at two times, have the same. */
export async function readable(ledger: Ledger, { ids, services, taskDefinitionArns }: Names): Promise<string> {
  const records = await Promise.all(
    ids.map(async (id) => {
      if ((await ledger.find(id)) === undefined) return [id];
      return [id, await ledger.load(id), await ledger.events(id), await ledger.tokenOf(id, { kind: 'guard' }), await ledger.evidence(id)];
    }),
  );
  const ofServices = await Promise.all(
    services.map(async (service) => [
      service,
      await ledger.leaseOf(service),
      (await ledger.history(service, 5)).map(({ id }) => id).sort(),
      ...(await Promise.all(taskDefinitionArns.map((arn) => ledger.profileOf(service, arn)))),
    ]),
  );
  // In memory they are in the order of JavaScript, in DynamoDB in that of UTF-8; keys of what is owed are each ledger's own.
  const held = (await ledger.heldLeases()).map(({ service }) => service).sort();
  const owed = (await ledger.owed()).map(({ event }) => event);
  return JSON.stringify(inOrder({ records, ofServices, held, owed }), undefined, 1);
}

/** Members by name: the order in which they were written means nothing. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, inOrder(member)]);
}

/** What a refusal rests on. */
export type Refusal = 'unknown id' | 'stale sequence' | 'stored signal' | 'asked back' | 'stale evidence' | 'lost lease' | 'newer record';

/** Why a call was refused. @throws what is no refusal of the caller, or one that nobody has foreseen. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof SluiceError) || error.fault !== 'caller') throw error;
  if (error.name === 'InvalidInputError') return 'unknown id';
  if (error.name === 'LeaseLostError') return 'lost lease';
  if (error.name === 'NewerRecordError') return 'newer record';
  if (error.name === 'UsersAskedBackError') return 'asked back';
  if (error.name !== 'StaleDecisionError') throw error;
  if (/ has a signal: /.test(error.message)) return 'stored signal';
  return / has evidence of look /.test(error.message) ? 'stale evidence' : 'stale sequence';
}
