import type { Needs, Signalled } from './signalled.ts';

const requests = { abort: 'AbortRequested', rollback: 'RollbackRequested', approval: 'ApprovalGiven' } as const;

/** Who asked for what, and when, ISO 8601. */
interface Request {
  readonly kind: keyof typeof requests;
  /** Empty when it names a deployment that nobody knows. */
  readonly service: string;
  readonly by: string;
  readonly askedAt: string;
}

/** Announces that a person's request has no effect. Who asked for users to go back, or to go on, must not believe that they do. */
export async function tellRefusal(
  { announcer, now }: Pick<Needs, 'announcer' | 'now'>,
  { kind, service, by, askedAt }: Request,
  { because, deployments }: Signalled,
): Promise<void> {
  const detail = { request: requests[kind], by, askedAt };
  const fact = { at: now().toISOString(), service, deploymentId: deployments[0]?.deploymentId ?? '', because };
  await announcer.announce({ type: 'RequestRefused', ...fact, detail });
}
