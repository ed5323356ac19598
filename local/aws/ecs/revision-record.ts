import type { Tag, TaskDefinition } from '@aws-sdk/client-ecs';

/** A revision, with its tags beside it as the API answers them. */
export interface RevisionRecord {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  description: TaskDefinition;
  readonly tags: readonly Tag[];
}
