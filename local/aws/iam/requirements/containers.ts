import type { DescribeImagesRequest } from '@aws-sdk/client-ecr';
import type {
  DescribeServicesRequest,
  DescribeTasksRequest,
  RegisterTaskDefinitionRequest,
  StopTaskRequest,
  UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import { given, tagged } from '../facts.ts';
import { anywhere, arnHere, type RequestPlace, type Requirement, type Row } from '../requirement.ts';

type InCluster = { readonly cluster?: string | undefined };

const last = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
const clusterName = ({ cluster }: InCluster): string => last(cluster ?? 'default');
const clusterArn = (input: InCluster, place: RequestPlace): string => arnHere(place, 'ecs', `cluster/${clusterName(input)}`);

function among(action: string, kind: 'service' | 'task', names: readonly string[], input: InCluster, place: RequestPlace): Requirement[] {
  return names.map((name) => {
    const resource = arnHere(place, 'ecs', `${kind}/${clusterName(input)}/${last(name)}`);
    return { action, resource, facts: (key) => tagged(place.tagsOf(resource), { 'ecs:cluster': clusterArn(input, place) })(key) };
  });
}

function registerTaskDefinition(input: RegisterTaskDefinitionRequest, place: RequestPlace): readonly Requirement[] {
  const { family = '', taskRoleArn, executionRoleArn, tags = [] } = input;
  const resource = arnHere(place, 'ecs', `task-definition/${family}:*`);
  const requested = new Map(tags.map(({ key = '', value = '' }) => [key.toLowerCase(), value]));
  const passed = [...new Set([taskRoleArn, executionRoleArn])].filter((role) => role !== undefined);
  const register = (creating?: string): Requirement => ({
    action: creating === undefined ? 'ecs:RegisterTaskDefinition' : 'ecs:TagResource',
    resource,
    facts: tagged(requested, { 'aws:tagkeys': tags.map(({ key = '' }) => key), 'ecs:createaction': creating ?? null }, 'aws:requesttag/'),
  });
  return [
    register(),
    ...(tags.length > 0 ? [register('RegisterTaskDefinition')] : []),
    ...passed.map((role) => passRole(role, 'ecs-tasks.amazonaws.com')),
  ];
}

function passRole(role: string, service: string): Requirement {
  return { action: 'iam:PassRole', resource: role, facts: given({ 'iam:passedtoservice': service }) };
}

/** What ECS and ECR operations require. Source: the service authorization reference of AWS. */
export const containerRows: Readonly<Record<string, Row>> = {
  'ECS.RegisterTaskDefinition': registerTaskDefinition,
  'ECS.DescribeTaskDefinition': anywhere('ecs:DescribeTaskDefinition'),
  'ECS.DeregisterTaskDefinition': anywhere('ecs:DeregisterTaskDefinition'),
  'ECS.ListTaskDefinitions': anywhere('ecs:ListTaskDefinitions'),
  'ECS.UpdateService': (input: UpdateServiceRequest, place) => among('ecs:UpdateService', 'service', [input.service ?? ''], input, place),
  'ECS.DescribeServices': (input: DescribeServicesRequest, place) =>
    among('ecs:DescribeServices', 'service', input.services ?? [], input, place),
  'ECS.DescribeTasks': (input: DescribeTasksRequest, place) => among('ecs:DescribeTasks', 'task', input.tasks ?? [], input, place),
  'ECS.StopTask': (input: StopTaskRequest, place) => among('ecs:StopTask', 'task', [input.task ?? ''], input, place),
  // Its only resource type is the container instance, which Fargate tasks have not.
  'ECS.ListTasks': (input: InCluster, place) => [
    { action: 'ecs:ListTasks', resource: '*', facts: (key) => given({ 'ecs:cluster': clusterArn(input, place) })(key) },
  ],
  'ECR.DescribeImages': (input: DescribeImagesRequest, place) => [onRepository('ecr:DescribeImages', input, place)],
  'ECR.BatchGetImage': (input: DescribeImagesRequest, place) => [onRepository('ecr:BatchGetImage', input, place)],
};

function onRepository(action: string, { repositoryName = '' }: Pick<DescribeImagesRequest, 'repositoryName'>, place: RequestPlace) {
  const resource = arnHere(place, 'ecr', `repository/${repositoryName}`);
  return { action, resource, facts: (key: string) => tagged(place.tagsOf(resource))(key) };
}
