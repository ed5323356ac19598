import { createHash } from 'node:crypto';

/**
 * The name of a resource that its template does not name: `Stack-LogicalId`, shortened with a stable suffix when longer than `lengthMax`.
 * CloudFormation adds a random suffix; here the name is the same in each run, so that data folders and logs can be compared.
 */
export function physicalName(resource: { readonly stackName: string; readonly logicalId: string }, lengthMax = 64): string {
  const full = `${resource.stackName}-${resource.logicalId}`;
  if (full.length <= lengthMax) return full;
  const suffix = createHash('sha256').update(full).digest('hex').slice(0, 8);
  return `${full.slice(0, lengthMax - 9)}-${suffix}`;
}

/**
 * The hexadecimal part that AWS draws by chance into an ARN, made from what the resource is: what a data folder kept about a resource
 * still means the same resource after a restart.
 */
export function stableHex(of: string, length: number): string {
  return createHash('sha256').update(of).digest('hex').slice(0, length);
}
