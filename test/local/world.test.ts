import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../infra/app.ts';
import { VirtualClock } from '../../local/clocks/virtual-clock.ts';
import { modelledRuntime, wellBehaved } from '../../local/tasks/modelled-runtime.ts';
import { type LocalWorld, startWorld, type WorldOptions } from '../../local/world.ts';

const local = { roleArn: 'local' };
const shipped = mkdtempSync(join(tmpdir(), 'sluice-assembly-'));
beforeAll(() => {
  buildApp({ outdir: shipped, checks: false }).synth();
}, 60_000);

const started: LocalWorld[] = [];
const stopAll = async () => {
  for (const world of started.splice(0)) await world.stop();
};
afterEach(stopAll);
afterAll(stopAll);

/** The shipped assembly in a world whose tasks are modelled and whose time stands still until it is moved. */
async function aWorld(options: Partial<WorldOptions> = {}) {
  const clock = new VirtualClock(new Date('2026-01-01T00:00:00Z'));
  const containers = modelledRuntime({ clock, behaviour: () => wellBehaved });
  const firstImages = [{ repository: 'storefront', tag: '1.0.0' }];
  const world = await startWorld({ assembly: shipped, clock, random: seeded(), containers, firstImages, proxies: false, ...options });
  started.push(world);
  return { world, clock };
}

function seeded(): () => number {
  let state = 7;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** A copy of the shipped assembly with one template's text changed. */
function changed(template: string, from: string, to: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'sluice-assembly-'));
  cpSync(shipped, copy, { recursive: true });
  const file = join(copy, `${template}.template.json`);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new TypeError(`${template} does not say ${from}`);
  writeFileSync(file, text.replaceAll(from, to));
  return copy;
}

/** Names of the functions that were invoked since `from`. */
const invoked = (world: LocalWorld, from = 0) =>
  world.aws
    .calls()
    .slice(from)
    .filter(({ operation }) => operation === 'Invoke')
    .map(({ input }) => (input as { FunctionName: string }).FunctionName.split(':').at(-1));

/** The weights of a rule by target group, after setting them when `to` is given. */
async function weights(world: LocalWorld, RuleArn: string, to?: readonly number[]) {
  const read = async () => {
    const output: object = await world.aws.call('ElasticLoadBalancingV2', 'DescribeRules', { RuleArns: [RuleArn] }, local);
    const { Rules = [] } = output as {
      Rules?: { Actions: { ForwardConfig: { TargetGroups: { TargetGroupArn: string; Weight: number }[] } }[] }[];
    };
    return Rules[0]?.Actions[0]?.ForwardConfig.TargetGroups ?? [];
  };
  if (to === undefined) return read();
  const TargetGroups = (await read()).map((group, index) => ({ ...group, Weight: to[index] }));
  const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups, TargetGroupStickinessConfig: { Enabled: false } } }];
  await world.aws.call('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn, Actions }, local);
  return read();
}

describe('startWorld', () => {
  it('runs both lanes of the shipped service, and nothing on the way was refused', async () => {
    const { world, clock } = await aWorld();
    await clock.advance(120_000);
    const cluster = world.template.resourcesOf('AWS::ECS::Cluster')[0]?.made.ref;
    const services = ['storefront-blue', 'storefront-green'];
    const described = await world.aws.call('ECS', 'DescribeServices', { cluster, services }, local);
    expect(described).toMatchObject({ services: services.map((serviceName) => ({ serviceName, runningCount: 1 })) });
    expect(world.aws.calls().filter(({ outcome }) => outcome.kind === 'failed')).toEqual([]);
  });

  it('loads and starts every function that is shipped', async () => {
    const { world } = await aWorld();
    const errors = await Promise.all(
      world.lambda.functions().map(async ({ name }) => {
        const output: { Payload?: Uint8Array } = await world.aws.call('Lambda', 'Invoke', { FunctionName: name, Payload: '{}' }, local);
        const { errorType = 'none' } = (JSON.parse(new TextDecoder().decode(output.Payload)) ?? {}) as { errorType?: string };
        return [name, errorType] as const;
      }),
    );
    expect(errors.length).toBeGreaterThanOrEqual(9);
    for (const [name, errorType] of errors)
      expect(`${name}: ${errorType}`).not.toMatch(/Runtime\.|SyntaxError|ReferenceError|UnmodelledCallError/);
  });

  it('reacts to an image push as the template’s event pattern says', async () => {
    const { world, clock } = await aWorld();
    const before = world.aws.calls().length;
    world.ecr.push({ repository: 'storefront', tag: '1.1.0' });
    await clock.advance(1_000);
    expect(invoked(world, before)).toContain('sluice-start-deployment');
  });

  it('stops reacting when the event pattern in the template changes', async () => {
    const assembly = changed('SluiceControlPlane', '"ECR Image Action"', '"ECR Image Scan"');
    const { world, clock } = await aWorld({ assembly });
    await clock.advance(1_000);
    const before = world.aws.calls().length;
    world.ecr.push({ repository: 'storefront', tag: '1.1.0' });
    await clock.advance(1_000);
    expect(invoked(world, before)).not.toContain('sluice-start-deployment');
  });

  it('takes over a changed event pattern while it runs, and touches nothing else', async () => {
    const { world, clock } = await aWorld();
    await clock.advance(1_000);
    const changes = await world.update(changed('SluiceControlPlane', '"ECR Image Action"', '"ECR Image Scan"'));
    expect(changes).toEqual({ created: [], updated: [expect.stringMatching(/^SluiceControlPlane\//)], removed: [] });
    const before = world.aws.calls().length;
    world.ecr.push({ repository: 'storefront', tag: '1.1.0' });
    await clock.advance(1_000);
    expect(invoked(world, before)).not.toContain('sluice-start-deployment');
  });

  it('keeps weights that were moved since, when a stack update writes the rule again', async () => {
    const { world } = await aWorld();
    const rule = world.template
      .resourcesOf('AWS::ElasticLoadBalancingV2::ListenerRule')
      .find(({ logicalId }) => !logicalId.includes('Test'));
    const arn = rule?.made.ref ?? '';
    const moved = await weights(world, arn, [70, 30]);
    const hash = /"LanesHash": ?"(\w+)"/.exec(readFileSync(join(shipped, 'SluiceStorefront.template.json'), 'utf8'))?.[1] ?? '';
    const changes = await world.update(changed('SluiceStorefront', hash, 'another'));
    expect(changes.updated).toContain(`SluiceStorefront/${rule?.logicalId}`);
    expect(moved.map(({ Weight }) => Weight)).toEqual([70, 30]);
    expect(await weights(world, arn)).toEqual(moved);
  });

  it('knows what the role of every function may do', async () => {
    const { world } = await aWorld();
    for (const { name, roleArn } of world.lambda.functions()) {
      expect([name, world.iam.policiesOf(roleArn)?.statements.length]).toEqual([name, expect.any(Number)]);
    }
  });

  it('keeps the ledger in the data folder over a restart', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'sluice-data-'));
    const first = await aWorld({ dataFolder });
    const TableName = first.world.template.resourcesOf('AWS::DynamoDB::GlobalTable')[0]?.made.ref;
    const { Table }: { Table?: { KeySchema?: { AttributeName: string }[] } } = await first.world.aws.call(
      'DynamoDB',
      'DescribeTable',
      { TableName },
      local,
    );
    const Item = Object.fromEntries((Table?.KeySchema ?? []).map(({ AttributeName }) => [AttributeName, { S: 'kept' }]));
    await first.world.aws.call('DynamoDB', 'PutItem', { TableName, Item }, local);
    await stopAll();
    const { world } = await aWorld({ dataFolder });
    expect(await world.aws.call('DynamoDB', 'GetItem', { TableName, Key: Item }, local)).toEqual({ Item });
  });

  it('takes time for what takes time in AWS when asked to', async () => {
    const { world, clock } = await aWorld({ latency: true });
    let answered = false;
    const cluster = world.template.resourcesOf('AWS::ECS::Cluster')[0]?.made.ref;
    const roleArn = world.lambda.functions().find(({ name }) => name === 'sluice-inspect-candidate')?.roleArn ?? '';
    const call = world.aws.call('ECS', 'DescribeServices', { cluster, services: ['storefront-blue'] }, { roleArn });
    void call.then(() => {
      answered = true;
    });
    await clock.advance(0);
    expect(answered).toBe(false);
    await clock.advance(5_000);
    expect(answered).toBe(true);
  });

  it('stops what it started when the assembly cannot be run', async () => {
    const before = process.env;
    const assembly = changed('SluiceStorefront', '"AWS::ECS::Cluster"', '"AWS::EKS::Cluster"');
    await expect(aWorld({ assembly })).rejects.toThrow(/resource type AWS::EKS::Cluster \(SluiceStorefront\/\w+\) is not modelled/);
    // Sandboxes stand in for the process's environment as long as a world runs.
    expect(process.env).toBe(before);
  });
});
