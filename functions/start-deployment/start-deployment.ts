import type { Announcer } from '../../adapters/announcer.ts';
import type { Executions } from '../../adapters/executions.ts';
import type { ImageReader } from '../../adapters/image-reader.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { ServiceCatalogue } from '../../adapters/service-catalogue.ts';
import type { DeploymentRequest } from '../../core/deployment/deployment.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { deploymentIdOf, targetOf } from './deployment-id.ts';
import { type Asked, readRequest } from './read-request.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'rememberTrigger'>;
  readonly catalogue: ServiceCatalogue;
  readonly images: ImageReader;
  readonly executions: Pick<Executions, 'start'>;
  readonly announcer: Announcer;
  readonly deploymentMachineArn: string;
  readonly now: () => Date;
}

/** What became of one event. */
export interface Started {
  readonly kind: 'started' | 'ignored';
  readonly because: string;
  readonly deployments: readonly { readonly deploymentId: string; readonly kind: 'started' | 'duplicate' }[];
}

/**
 * Starts one execution per service, image and trigger. The name follows from these three, and Step Functions takes a name once: a
 * redelivered event finds its own execution, also when the first delivery died half way.
 */
export function startDeployment(needs: Needs) {
  return async (event: unknown): Promise<Started> => {
    const asked = readRequest(event);
    if (asked.kind === 'ignored') return { ...asked, deployments: [] };
    const requests = await requestsFor(needs, asked);
    const deployments = await Promise.all(requests.map((request) => start(needs, request)));
    return { kind: 'started', because: `${asked.kind} concerns ${requests.length} services`, deployments };
  };
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

async function requestsFor(needs: Needs, asked: Exclude<Asked, { kind: 'ignored' }>): Promise<readonly DeploymentRequest[]> {
  switch (asked.kind) {
    case 'image-push': {
      const services = await needs.catalogue.servicesOf(asked.repository);
      const { imageDigest, triggerId, at } = asked;
      return services.map((service) => ({ service, imageDigest, trigger: { kind: 'image-push', id: triggerId, at } }));
    }
    case 'request': {
      const { service, image, taskDefinitionArn, purpose, triggerId, at } = asked;
      const digest = image === undefined ? {} : { imageDigest: await digestOf(needs, service, image) };
      const revision = taskDefinitionArn === undefined ? {} : { taskDefinitionArn };
      const measured = purpose === undefined ? {} : { purpose };
      return [{ service, ...digest, ...revision, ...measured, trigger: { kind: 'request', id: triggerId, at } }];
    }
    case 'template': {
      const declared = await declaredService(needs, asked.service);
      const taskDefinitionArn = declared.taskDefinition;
      return [{ service: asked.service, taskDefinitionArn, trigger: { kind: 'template', id: taskDefinitionArn, at: asked.at } }];
    }
  }
}

async function digestOf(needs: Needs, name: string, image: string): Promise<string> {
  const { repository } = await declaredService(needs, name);
  const answer = await needs.images.digestOf(repository, image);
  if (answer.kind === 'found') return answer.digest;
  throw new InvalidInputError(
    `detail.image is "${image}": push it to repository ${repository} first, or give a tag or digest that is there`,
  );
}

async function declaredService({ catalogue }: Needs, name: string) {
  const service = await catalogue.declared(name);
  if (service !== undefined) return service;
  throw new InvalidInputError(`service "${name}" is not declared: deploy its ProgressiveService, or correct the name`);
}
