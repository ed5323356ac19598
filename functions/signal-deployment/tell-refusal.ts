import type { Asked } from './signal-all.ts';
import type { Needs, Signalled } from './signalled.ts';

const requests = { abort: 'AbortRequested', rollback: 'RollbackRequested' } as const;

/** Announces that a person's request has no effect. Who asked for users to go back must not believe that they do. */
export async function tellRefusal(
  { announcer, now }: Pick<Needs, 'announcer' | 'now'>,
  { kind, service, signal }: Asked,
  { because, deployments }: Signalled,
): Promise<void> {
  const detail = { request: requests[kind], by: signal.source, askedAt: signal.occurredAt };
  const fact = { at: now().toISOString(), service, deploymentId: deployments[0]?.deploymentId ?? '', because };
  await announcer.announce({ type: 'RequestRefused', ...fact, detail });
}
