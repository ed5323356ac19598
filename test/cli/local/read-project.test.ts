import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readProject, tagsOf } from '../../../cli/local/read-project.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function aFolder(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-project-'));
  folders.push(folder);
  writeFileSync(join(folder, 'sluice.json'), text);
  return folder;
}

const image = { command: ['node', 'server.ts'], env: { MODE: 'good' } };

describe('readProject', () => {
  it('maps each image to its command, run in the folder by the Node that runs Sluice', () => {
    const folder = aFolder(JSON.stringify({ service: { name: 'orders' }, images: { 'orders:1': image, 'orders:2': image } }));
    const project = readProject(folder);
    expect(project.images.get('orders:2')).toEqual({
      program: process.execPath,
      arguments: ['server.ts'],
      workingDirectory: folder,
      environment: { MODE: 'good' },
    });
    expect(tagsOf(project)).toEqual(['1', '2']);
  });

  it.each<[string, unknown, string]>([
    ['a service without a name', { service: {}, images: { 'orders:1': image } }, "service.name is missing: give the service's name"],
    [
      'no image',
      { service: { name: 'orders' }, images: {} },
      'images is an object without an image: map at least one "orders:<tag>" to a command',
    ],
    [
      'an image of another repository',
      { service: { name: 'orders' }, images: { 'shop:1': image } },
      'images["shop:1"]: name it "orders:<tag>"',
    ],
    [
      'a command that is no list',
      { service: { name: 'orders' }, images: { 'orders:1': { command: 'node' } } },
      'images["orders:1"].command is "node": give a list such as ["node", "server.ts"]',
    ],
    ['an unknown option', { service: { name: 'orders', port: 1 }, images: { 'orders:1': image } }, 'service has "port": only name,'],
    [
      'a number that is none',
      { service: { name: 'orders', containerPort: '80' }, images: { 'orders:1': image } },
      'service.containerPort is "80": give a whole number',
    ],
    [
      'a variable that is no text',
      { service: { name: 'orders' }, images: { 'orders:1': { ...image, env: { MODE: 5 } } } },
      'images["orders:1"].env.MODE is 5: give a text, in quotes',
    ],
    [
      'an unknown key',
      { service: { name: 'orders' }, images: { 'orders:1': image }, imagez: {} },
      'has "imagez": only service, images are known',
    ],
    [
      'an unknown key of an image',
      { service: { name: 'orders' }, images: { 'orders:1': { ...image, port: 1 } } },
      'images["orders:1"] has "port": only command, env are known',
    ],
  ])('refuses %s', (_, declared, message) => {
    expect(() => readProject(aFolder(JSON.stringify(declared)))).toThrow(message);
  });

  it('names the file that is no JSON or not there', () => {
    expect(() => readProject(aFolder('{'))).toThrow(/sluice\.json cannot be read .*give a folder with a sluice\.json/);
    expect(() => readProject('/does/not/exist')).toThrow('/does/not/exist/sluice.json cannot be read');
  });
});
