import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAssembly } from '../../../local/template/assembly.ts';
import { aFolder } from './an-assembly.ts';

const stack = (templateFile: string, dependencies: readonly string[] = []) => ({
  type: 'aws:cloudformation:stack',
  properties: { templateFile },
  dependencies,
});

describe('readAssembly', () => {
  it('gives each stack after those it depends on, and the path of each file asset by its object key', () => {
    const folder = aFolder({
      'manifest.json': {
        artifacts: {
          Service: stack('service.json', ['Service.assets', 'Base']),
          'Service.assets': { type: 'cdk:asset-manifest', properties: { file: 'Service.assets.json' } },
          Base: stack('base.json'),
          Tree: { type: 'cdk:tree' },
        },
      },
      'service.json': { Resources: { A: { Type: 'X' } } },
      'base.json': { Resources: {} },
      'Service.assets.json': {
        files: { abc: { source: { path: 'asset.abc' }, destinations: { here: { bucketName: 'b', objectKey: 'abc.zip' } } } },
      },
    });
    const assembly = readAssembly(folder);
    expect(assembly.stacks).toEqual([
      { name: 'Base', template: { Resources: {} } },
      { name: 'Service', template: { Resources: { A: { Type: 'X' } } } },
    ]);
    expect([...assembly.assets]).toEqual([['abc.zip', join(folder, 'asset.abc')]]);
  });

  it('refuses a template section that it does not model, by name', () => {
    const folder = aFolder({
      'manifest.json': { artifacts: { A: stack('a.json') } },
      'a.json': { Transform: 'AWS::Serverless', Resources: {} },
    });
    expect(() => readAssembly(folder)).toThrow('template section Transform of a.json is not modelled');
  });

  it('refuses stacks that depend on each other in a circle, and shows the circle', () => {
    const folder = aFolder({ 'manifest.json': { artifacts: { A: stack('a.json', ['B']), B: stack('b.json', ['A']) } } });
    expect(() => readAssembly(folder)).toThrow('circular dependency A → B → A');
  });

  it('says which file is missing', () => {
    expect(() => readAssembly(aFolder({}))).toThrow(/manifest\.json cannot be read as JSON/);
  });

  it('reads a file again only when it was written anew, and lets nobody change what was read', () => {
    const folder = aFolder({ 'manifest.json': { artifacts: { A: stack('a.json') } }, 'a.json': { Resources: { A: { Type: 'X' } } } });
    const templateNow = () => readAssembly(folder).stacks[0]?.template;
    const before = templateNow();
    expect(templateNow()).toBe(before);
    expect(() => Object.assign(before?.Resources.A ?? {}, { Type: 'Z' })).toThrow(TypeError);
    writeFileSync(join(folder, 'a.json'), JSON.stringify({ Resources: { A: { Type: 'Another' } } }));
    expect(templateNow()).toEqual({ Resources: { A: { Type: 'Another' } } });
  });
});
