import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { describe, expect, inject, it } from 'vitest';
import { aReleasedService } from './a-released-service.ts';
import { type Edit, editedAssembly } from './edited-assembly.ts';

const moreMemory: Edit = { stack: 'SluiceStorefront', from: '"Memory": "512"', to: '"Memory": "1024"' };

/** A change of the lanes and the rule themselves: CloudFormation writes all of their properties, and asks first what is live. */
function writtenLanes(): readonly Edit[] {
  const stack = 'SluiceStorefront';
  const hash = /"LanesHash": ?"\w+"/.exec(readFileSync(join(inject('shippedAssembly'), `${stack}.template.json`), 'utf8'))?.[0] ?? '';
  return [
    { stack, from: hash, to: '"LanesHash": "another"' },
    { stack, from: '"MaximumPercent": 200', to: '"MaximumPercent": 150' },
    { stack, from: '"Priority": 100', to: '"Priority": 101' },
  ];
}

describe('a stack update in the middle of a deployment', () => {
  it('with a changed task definition leaves weights, revisions and sizes as they were moved', async () => {
    const service = await aReleasedService();
    service.push('1.1.0');
    await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
    const before = await service.lanes();
    await service.world.update(editedAssembly(moreMemory));
    expect(await service.lanes()).toEqual(before);
    await service.pass(5);
    expect(await service.lanes()).toEqual(before);
    expect(await service.ended(1)).toMatchObject({ path: ['Admit', 'Admitted?', 'Refused'] });
    expect(await service.ended(0)).toMatchObject({ status: 'SUCCEEDED' });
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '50/50', '0/100']);
  });

  it('that would write the lanes is refused, and changes nothing', async () => {
    const service = await aReleasedService();
    service.push('1.1.0');
    await service.until('a quarter of the users on the candidate', () => service.users.seen().at(-1) === '75/25');
    const before = await service.lanes();
    await expect(service.world.update(editedAssembly(...writtenLanes()))).rejects.toThrow(/is running: wait until it is over or abort it/);
    expect(await service.lanes()).toEqual(before);
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('a stack update while nothing is released', () => {
  it('with a changed task definition is released by degrees', async () => {
    const service = await aReleasedService();
    await service.world.update(editedAssembly(moreMemory));
    expect(await service.ended()).toMatchObject({ status: 'SUCCEEDED', path: expect.arrayContaining(['RetireStable']) });
    expect(service.users.seen()).toEqual(['100/0', '95/5', '75/25', '50/50', '0/100']);
    const { taskDefinition } = (await service.lanes()).green;
    const described = await service.world.aws.call('ECS', 'DescribeTaskDefinition', { taskDefinition }, { roleArn: 'local' });
    expect((described as { readonly taskDefinition: TaskDefinition }).taskDefinition).toMatchObject({ memory: '1024' });
  });

  it('that writes the lanes after a promotion writes what the promotion left, and the next push waits its turn', async () => {
    const service = await aReleasedService();
    service.push('1.1.0');
    await service.ended();
    await service.until('the old lane to rest', async () => (await service.lanes()).blue.running === 0);
    const before = await service.lanes();
    const { updated } = await service.world.update(editedAssembly(...writtenLanes()));
    for (const name of ['blueService', 'greenService', 'RulesUsers']) expect(updated.join()).toContain(name);
    await service.pass(120);
    expect(await service.lanes()).toEqual(before);
    service.push('1.2.0');
    expect(await service.ended(1)).toMatchObject({ status: 'SUCCEEDED' });
    expect(service.users.seen().slice(-4)).toEqual(['5/95', '25/75', '50/50', '100/0']);
  });
});
