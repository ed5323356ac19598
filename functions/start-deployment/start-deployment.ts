import type { Announcer } from '../../adapters/announcer.ts';
import type { Executions } from '../../adapters/executions.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { DeploymentRequest } from '../../core/deployment/deployment.ts';
import { placeOf, whyForeign } from '../../core/events/whence.ts';
import { deploymentIdOf, targetOf } from './deployment-id.ts';
import { type Asked, readRequest } from './read-request.ts';
import { type RequestNeeds, requestsFor } from './requests-for.ts';

interface Needs extends RequestNeeds {
  readonly ledger: Pick<Ledger, 'rememberTrigger' | 'newestTemplate'>;
  readonly executions: Pick<Executions, 'start'>;
  readonly announcer: Announcer;
  readonly deploymentMachineArn: string;
}

/** What became of one event. */
export interface Started {
  readonly kind: 'started' | 'ignored' | 'refused';
  readonly because: string;
  readonly deployments: readonly { readonly deploymentId: string; readonly kind: 'started' | 'duplicate' | 'refused' }[];
}

/**
 * Starts one execution per service, image and trigger. The name follows from these three, and Step Functions takes a name once: a
 * redelivered event finds its own execution, also when the first delivery died half way.
 */
export function startDeployment(needs: Needs) {
  const here = placeOf(needs.deploymentMachineArn);
  return async (event: unknown): Promise<Started> => {
    const foreign = whyForeign(event, here);
    if (foreign !== undefined) return ignored(foreign);
    const asked = readRequest(event, needs.now());
    if (asked.kind === 'ignored') return ignored(asked.because);
    if (asked.kind === 'ahead') return await refuse(needs, asked);
    const found = await requestsFor(needs, asked);
    if (found.kind === 'none') return ignored(found.because);
    const deployments = await Promise.all(found.requests.map((request) => start(needs, request)));
    return { kind: 'started', because: `${asked.kind} concerns ${deployments.length} services`, deployments };
  };
}

function ignored(because: string): Started {
  return { kind: 'ignored', because, deployments: [] };
}

/**
 * For good: an error would have Lambda try again in minutes, when that time is over, past an abort in between. Nothing is remembered, so who
 * asks again is heard.
 */
async function refuse({ announcer, now }: Needs, { request, because }: Asked & { readonly kind: 'ahead' }): Promise<Started> {
  const deploymentId = deploymentIdOf(request);
  const fact = { at: now().toISOString(), service: request.service, deploymentId, because };
  const detail = { request, refusals: [{ code: 'TimeAhead', because }] } as const;
  const deployments = [{ deploymentId, kind: 'refused' }] as const;
  try {
    await announcer.announce({ type: 'DeploymentRefused', ...fact, detail });
  } catch (error) {
    // Busy or forbidden, it is for the log, which has what is answered: what nobody is told of is still not begun.
    return { kind: 'refused', because: `${because}; nobody could be told: ${String(error)}`, deployments };
  }
  return { kind: 'refused', because, deployments };
}

async function start(needs: Needs, request: DeploymentRequest) {
  const { service, trigger } = request;
  const remembered = await needs.ledger.rememberTrigger({ service, target: targetOf(request), trigger }, deploymentIdOf(request));
  // Also a duplicate asks Step Functions: the first delivery may have died between the ledger and here.
  const deploymentId = remembered.kind === 'first' ? deploymentIdOf(request) : remembered.deploymentId;
  await needs.executions.start(needs.deploymentMachineArn, deploymentId, request);
  if (remembered.kind === 'duplicate') await announceDuplicate(needs, deploymentId, request);
  return { deploymentId, kind: remembered.kind === 'first' ? 'started' : 'duplicate' } as const;
}

async function announceDuplicate({ announcer, now }: Needs, deploymentId: string, request: DeploymentRequest): Promise<void> {
  const because = `this trigger came before and started ${deploymentId}`;
  const fact = { at: now().toISOString(), service: request.service, deploymentId, because };
  await announcer.announce({ type: 'DeploymentDuplicated', ...fact, detail: { request } });
}
