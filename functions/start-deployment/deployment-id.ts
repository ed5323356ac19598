import { createHash } from 'node:crypto';
import type { DeploymentRequest } from '../../core/deployment/deployment.ts';

/** What a request would release: an image, or a revision that names its own. Measuring the judge with it is another target. */
export function targetOf(request: Pick<DeploymentRequest, 'imageDigest' | 'taskDefinitionArn' | 'purpose'>): string {
  const { imageDigest, taskDefinitionArn, purpose } = request;
  const released = [imageDigest, taskDefinitionArn].filter((part) => part !== undefined).join('+') || 'declared';
  return purpose === 'a-a' ? `${released}+a-a` : released;
}

/**
 * The id of a deployment and the name of its execution: `<service>-<time of the trigger>-<8 hex digits>`. It follows from service,
 * target and trigger alone, so that two deliveries of one trigger name the same execution.
 *
 * @example 'checkout-20261120T101412Z-5f0c1b8e'
 */
export function deploymentIdOf(request: DeploymentRequest): string {
  const { service, trigger } = request;
  const time = new Date(trigger.at).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  const hash = createHash('sha256')
    .update(JSON.stringify([service, targetOf(request), trigger.kind, trigger.id]))
    .digest('hex');
  return `${service}-${time}-${hash.slice(0, 8)}`;
}
