import type { Needs } from './signalled.ts';

/**
 * Why there is no such service; undefined when there may be one. What is kept for a service is kept for ever, and read by every sweep and
 * every signal: a name that a pipeline made up may not get there.
 *
 * Only an answer refuses. A service that the ledger knows is not asked about, and without an answer it stands: no way back waits for a catalogue.
 */
export async function whyUndeclared(
  { ledger, isDeclared }: Pick<Needs, 'ledger' | 'isDeclared'>,
  service: string,
): Promise<string | undefined> {
  if ((await ledger.history(service, 1)).length > 0 || (await ledger.leaseOf(service)) !== undefined) return undefined;
  const isKnown = await isDeclared(service).catch(() => true);
  return isKnown ? undefined : `service "${service}" is not declared: deploy its ProgressiveService, or correct the name`;
}
