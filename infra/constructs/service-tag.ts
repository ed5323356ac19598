import { type CfnResource, Tags } from 'aws-cdk-lib';

const key = 'sluice:service';

/** Condition of a statement that holds only for resources which {@link markMoved} marked. */
export const onlyMarked = { Null: { [`aws:ResourceTag/${key}`]: 'false' } };

/**
 * Marks resources as those that Sluice moves for a service; the state machines may change no other. The mark is constant, so it never
 * makes CloudFormation write a lane.
 */
export function markMoved(service: string, resources: readonly CfnResource[]): void {
  for (const resource of resources) Tags.of(resource).add(key, service);
}
