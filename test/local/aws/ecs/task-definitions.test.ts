import type { DescribeTaskDefinitionCommandOutput, TaskDefinition } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { camelCase } from '../../../../local/aws/ecs/camel-case.ts';
import { twoLanes } from './two-lanes.ts';

const container = { name: 'app', image: 'nginx', portMappings: [{ containerPort: 80 }] };

/** Members that DescribeTaskDefinition answers and RegisterTaskDefinition does not take. */
const answeredOnly = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'deregisteredAt',
  'registeredBy',
];

describe('task definitions', () => {
  it('get a new revision with every registration, also of the same content', async () => {
    const { onEcs } = await twoLanes();
    const register = () =>
      onEcs<{ taskDefinition: TaskDefinition }>('RegisterTaskDefinition', { family: 'web', containerDefinitions: [container] });
    const arns = [(await register()).taskDefinition.taskDefinitionArn, (await register()).taskDefinition.taskDefinitionArn];
    const prefix = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web';
    expect(arns).toEqual([`${prefix}:1`, `${prefix}:2`]);
  });

  it('are found by ARN, by family and revision, and by family as the latest active one', async () => {
    const { onEcs } = await twoLanes();
    const find = async (taskDefinition: string) =>
      (await onEcs<DescribeTaskDefinitionCommandOutput>('DescribeTaskDefinition', { taskDefinition })).taskDefinition?.revision;
    for (let revision = 1; revision <= 3; revision += 1)
      await onEcs('RegisterTaskDefinition', { family: 'web', containerDefinitions: [container] });
    await onEcs('DeregisterTaskDefinition', { taskDefinition: 'web:3' });
    expect([await find('arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1'), await find('web:3'), await find('web')]).toEqual([
      1, 3, 2,
    ]);
    await expect(find('nope')).rejects.toMatchObject({ name: 'ClientException' });
  });

  it('answer tags only when asked, beside the definition', async () => {
    const { onEcs } = await twoLanes();
    await onEcs('RegisterTaskDefinition', { family: 'web', containerDefinitions: [container], tags: [{ key: 'team', value: 'shop' }] });
    const plain = await onEcs<DescribeTaskDefinitionCommandOutput>('DescribeTaskDefinition', { taskDefinition: 'web' });
    const tagged = await onEcs<DescribeTaskDefinitionCommandOutput>('DescribeTaskDefinition', { taskDefinition: 'web', include: ['TAGS'] });
    expect([plain.tags, tagged.tags]).toEqual([undefined, [{ key: 'team', value: 'shop' }]]);
  });

  it('can be registered again as described, without the members that only the answer has', async () => {
    const { onEcs, definition } = await twoLanes();
    const describeIt = async (taskDefinition: string) =>
      (await onEcs<DescribeTaskDefinitionCommandOutput>('DescribeTaskDefinition', { taskDefinition })).taskDefinition ?? {};
    const accepted = (of: object) => Object.fromEntries(Object.entries(of).filter(([name]) => !answeredOnly.includes(name)));
    const before = accepted(await describeIt(definition));
    await onEcs('RegisterTaskDefinition', before);
    expect(accepted(await describeIt('orders:2'))).toEqual(before);
  });

  it('are refused without a family, without a container and, by name, with several', async () => {
    const { onEcs } = await twoLanes();
    const register = (input: object) => onEcs('RegisterTaskDefinition', input);
    await expect(register({ containerDefinitions: [container] })).rejects.toMatchObject({ name: 'ClientException' });
    await expect(register({ family: 'web', containerDefinitions: [] })).rejects.toMatchObject({ name: 'ClientException' });
    await expect(register({ family: 'web', containerDefinitions: [container, container] })).rejects.toMatchObject({
      name: 'UnmodelledCallError',
    });
  });
});

describe('camelCase', () => {
  it('lowers the first letter of members and leaves the user’s own keys alone', () => {
    const template = {
      EnableECSManagedTags: true,
      DockerLabels: { Team: 'shop' },
      LogConfiguration: { LogDriver: 'awslogs', Options: { 'Mode-X': 'y' } },
    };
    expect(camelCase(template)).toEqual({
      enableECSManagedTags: true,
      dockerLabels: { Team: 'shop' },
      logConfiguration: { logDriver: 'awslogs', options: { 'Mode-X': 'y' } },
    });
  });
});
