import type {
  DeregisterTaskDefinitionCommandInput,
  DeregisterTaskDefinitionCommandOutput,
  DescribeTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandOutput,
  ListTaskDefinitionsCommandInput,
  ListTaskDefinitionsCommandOutput,
  RegisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionCommandOutput,
} from '@aws-sdk/client-ecs';
import { plainCopy } from '../../plain-copy.ts';
import { type Caller, UnmodelledCallError } from '../aws-calls.ts';
import type { ModelNeeds } from '../modelled-service.ts';
import { clientError } from './ecs-errors.ts';
import type { EcsState } from './ecs-state.ts';
import { findRevision } from './find.ts';
import type { RevisionRecord } from './revision-record.ts';

type Answer<Output> = Promise<Omit<Output, '$metadata'>>;

/** Register, Describe, Deregister and List of task definitions. */
export function taskDefinitions(state: EcsState, needs: ModelNeeds) {
  return {
    RegisterTaskDefinition: async (
      input: RegisterTaskDefinitionCommandInput,
      caller: Caller,
    ): Answer<RegisterTaskDefinitionCommandOutput> => {
      const { description, tags } = registerRevision(state, needs, input, caller);
      return { taskDefinition: plainCopy(description), tags: [...tags] };
    },
    DescribeTaskDefinition: async (input: DescribeTaskDefinitionCommandInput): Answer<DescribeTaskDefinitionCommandOutput> => {
      const { description, tags } = findRevision(state, input.taskDefinition);
      return { taskDefinition: plainCopy(description), ...(input.include?.includes('TAGS') === true ? { tags: [...tags] } : {}) };
    },
    DeregisterTaskDefinition: async (input: DeregisterTaskDefinitionCommandInput): Answer<DeregisterTaskDefinitionCommandOutput> => {
      const revision = findRevision(state, input.taskDefinition);
      revision.description = { ...revision.description, status: 'INACTIVE', deregisteredAt: needs.clock.now() };
      return { taskDefinition: plainCopy(revision.description) };
    },
    ListTaskDefinitions: async (input: ListTaskDefinitionsCommandInput): Answer<ListTaskDefinitionsCommandOutput> => {
      const { familyPrefix = '', status = 'ACTIVE', sort = 'ASC' } = input;
      const all = [...state.families].filter(([family]) => familyPrefix === '' || family === familyPrefix).flatMap(([, each]) => each);
      const arns = all.filter((each) => each.description.status === status).map((each) => each.arn);
      return { taskDefinitionArns: sort === 'DESC' ? arns.reverse() : arns };
    },
  };
}

/**
 * Stores a new revision of a family. Never idempotent: the same request makes another revision.
 *
 * @throws ClientException without family or containers; {@link UnmodelledCallError} with more than one container
 */
export function registerRevision(
  state: EcsState,
  { clock, account, region }: ModelNeeds,
  input: RegisterTaskDefinitionCommandInput,
  caller: Caller,
): RevisionRecord {
  const { tags = [], family = '', ...rest } = plainCopy(input);
  if (!/^[\w-]{1,255}$/.test(family)) throw clientError('Family contains invalid characters.');
  if ((rest.containerDefinitions ?? []).length === 0) throw clientError('Container list cannot be empty.');
  if ((rest.containerDefinitions ?? []).length > 1) throw new UnmodelledCallError('a task definition with more than one container');
  const earlier = state.families.get(family) ?? [];
  const number = (earlier.at(-1)?.revision ?? 0) + 1;
  const arn = `arn:aws:ecs:${region}:${account}:task-definition/${family}:${number}`;
  const description = {
    ...rest,
    family,
    taskDefinitionArn: arn,
    revision: number,
    status: 'ACTIVE' as const,
    requiresAttributes: [],
    compatibilities: ['EC2' as const, 'FARGATE' as const],
    volumes: rest.volumes ?? [],
    placementConstraints: rest.placementConstraints ?? [],
    registeredAt: clock.now(),
    registeredBy: caller.roleArn,
  };
  const revision: RevisionRecord = { arn, family, revision: number, description, tags };
  state.families.set(family, [...earlier, revision]);
  return revision;
}
