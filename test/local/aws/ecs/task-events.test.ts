import { describe, expect, it } from 'vitest';
import { twoLanes } from './two-lanes.ts';

/** The detail of every task event, in order, one list per task. */
async function storyOf(life: (world: Awaited<ReturnType<typeof twoLanes>>) => Promise<void>) {
  const world = await twoLanes({ desiredCount: 1 });
  await world.clock.advance(10_000);
  await life(world);
  return world.events.filter((event) => event['detail-type'] === 'ECS Task State Change').map(({ detail }) => detail);
}

const scaledIn = () =>
  storyOf(async (world) => {
    await world.onEcs('UpdateService', { cluster: 'prod', service: 'orders-blue', desiredCount: 0 });
    await world.clock.advance(60_000);
  });

describe('task events', () => {
  it('tell every state in order with a version that rises by one', async () => {
    const story = await scaledIn();
    expect(story.map(({ lastStatus, version }) => [lastStatus, version])).toEqual([
      ['PROVISIONING', 1],
      ['PENDING', 2],
      ['ACTIVATING', 3],
      ['RUNNING', 4],
      ['DEACTIVATING', 5],
      ['STOPPING', 6],
      ['DEPROVISIONING', 7],
      ['STOPPED', 8],
    ]);
  });

  it('wait for the deregistration delay between DEACTIVATING and STOPPING', async () => {
    const story = await scaledIn();
    const stopped = story.at(-1);
    const seconds = (from: unknown, to: unknown) => (Date.parse(String(to)) - Date.parse(String(from))) / 1_000;
    expect(seconds(stopped?.stoppingAt, stopped?.executionStoppedAt)).toBe(11);
  });

  it('carry the digest and the address of the container, and no health', async () => {
    const running = (await scaledIn()).find((detail) => detail.lastStatus === 'RUNNING');
    expect(running).toMatchObject({
      startedBy: expect.stringMatching(/^ecs-svc\/\d{19}$/),
      taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders:1',
      startedAt: '2026-11-20T10:00:01.000Z',
      containers: [
        { imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), networkInterfaces: [{ privateIpv4Address: '10.0.0.1' }] },
      ],
    });
    expect(JSON.stringify(running)).not.toContain('ealthStatus');
  });

  it('tell a person’s stop with the reason given', async () => {
    const story = await storyOf(async (world) => {
      const { taskArns = [] } = await world.onEcs<{ taskArns?: string[] }>('ListTasks', { cluster: 'prod' });
      await world.onEcs('StopTask', { cluster: 'prod', task: taskArns[0], reason: 'game day' });
      await world.clock.advance(60_000);
    });
    expect(story.find((detail) => detail.lastStatus === 'STOPPED')).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'game day' });
  });
});

/** Members of a stopped Fargate task in an ECS Task State Change event (ECS developer guide, task state change events). */
const documented = `
  attachments[].details[].name
  attachments[].details[].value
  attachments[].id
  attachments[].status
  attachments[].type
  attributes[].name
  attributes[].value
  availabilityZone
  clusterArn
  connectivity
  connectivityAt
  containers[].containerArn
  containers[].cpu
  containers[].exitCode
  containers[].image
  containers[].imageDigest
  containers[].lastStatus
  containers[].name
  containers[].networkInterfaces[].attachmentId
  containers[].networkInterfaces[].privateIpv4Address
  containers[].runtimeId
  containers[].taskArn
  cpu
  createdAt
  desiredStatus
  enableExecuteCommand
  ephemeralStorage.sizeInGiB
  executionStoppedAt
  group
  lastStatus
  launchType
  memory
  overrides.containerOverrides[].name
  platformVersion
  pullStartedAt
  pullStoppedAt
  startedAt
  startedBy
  stopCode
  stoppedAt
  stoppedReason
  stoppingAt
  taskArn
  taskDefinitionArn
  updatedAt
  version
`
  .trim()
  .split(/\s+/);

/** Paths of all members, array elements as `[]`. */
function paths(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((element) => paths(element, `${at}[]`));
  if (value === null || typeof value !== 'object') return [at];
  return Object.entries(value).flatMap(([key, member]) => paths(member, at === '' ? key : `${at}.${key}`));
}

describe('a stopped task', () => {
  it('tells everything that the event is documented to tell', async () => {
    const own = new Set(paths((await scaledIn()).at(-1)));
    expect(documented.filter((path) => !own.has(path))).toEqual([]);
  });
});
