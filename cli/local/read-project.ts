import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidInputError } from '../../core/errors.ts';
import { valueAt } from '../../core/input.ts';
import { shortened, shown } from '../../core/shown.ts';
import type { StorefrontOptions } from '../../infra/stacks/storefront-stack.ts';
import type { Command } from '../../local/tasks/process-runtime.ts';

/** A folder that can run on one machine: its service, and the command behind each image. */
export interface Project {
  readonly folder: string;
  /** Service name, also the name of its image repository. */
  readonly service: string;
  readonly options: StorefrontOptions;
  /** `repository:tag` → command. */
  readonly images: ReadonlyMap<string, Command>;
}

/**
 * Reads `<folder>/sluice.json`: `{ "service": { "name", … }, "images": { "<name>:<tag>": { "command": [...], "env": {...} } } }`.
 *
 * @throws {InvalidInputError} names the file, the field, its value and the fix.
 */
export function readProject(folder: string): Project {
  const file = join(folder, 'sluice.json');
  const declared = readJson(file);
  refuseUnknown(file, declared, ['service', 'images']);
  const service = valueAt(declared, 'service.name');
  if (typeof service !== 'string') throw new InvalidInputError(`${file}: service.name is ${shown(service)}: give the service's name`);
  readOptions(file, valueAt(declared, 'service'));
  const images = valueAt(declared, 'images');
  if (typeof images !== 'object' || images === null || Array.isArray(images) || Object.keys(images).length === 0) {
    throw new InvalidInputError(`${file}: images is ${shown(images)} without an image: map at least one "${service}:<tag>" to a command`);
  }
  const commands = Object.entries(images).map(([image, entry]) => [image, readCommand(file, folder, image, entry, service)] as const);
  return { folder: resolve(folder), service, options: valueAt(declared, 'service') as StorefrontOptions, images: new Map(commands) };
}

/** The tags that a project has images for, in the order of the file. */
export function tagsOf({ images }: Project): readonly string[] {
  return [...images.keys()].map((image) => image.slice(image.indexOf(':') + 1));
}

const countOptions = [
  'containerPort',
  'cpu',
  'memoryMiB',
  'priority',
  'healthCheckIntervalSeconds',
  'deregistrationDelaySeconds',
  'desiredCount',
];
const laneOptions = ['name', 'imageTag', 'environment', 'healthCheckPath', 'alarms', 'scaling'];
const releaseOptions = [
  'strategy',
  'steps',
  'candidateSize',
  'analysis',
  'guards',
  'rollbackWindow',
  'launchTimeout',
  'inspectEvery',
  'drain',
];

/** Names and numbers; how the service is released is read by the declaration's own schema when the template is made. */
function readOptions(file: string, service: unknown): void {
  refuseUnknown(`${file}: service`, service, [...laneOptions, ...countOptions, ...releaseOptions]);
  for (const option of countOptions) {
    const value = valueAt(service, option);
    if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0)) continue;
    throw new InvalidInputError(`${file}: service.${option} is ${shown(value)}: give a whole number`);
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InvalidInputError(
      `${file} cannot be read (${error instanceof Error ? error.message : error}): give a folder with a sluice.json`,
    );
  }
}

function readCommand(file: string, folder: string, image: string, entry: unknown, service: string): Command {
  const at = `${file}: images[${shown(image)}]`;
  if (!image.startsWith(`${service}:`)) throw new InvalidInputError(`${at}: name it "${service}:<tag>"`);
  refuseUnknown(at, entry, ['command', 'env']);
  const command = valueAt(entry, 'command');
  const isCommand = Array.isArray(command) && command.length > 0 && command.every((part) => typeof part === 'string');
  if (!isCommand) throw new InvalidInputError(`${at}.command is ${shown(command)}: give a list such as ["node", "server.ts"]`);
  const environment = (valueAt(entry, 'env') ?? {}) as Readonly<Record<string, string>>;
  for (const [name, value] of Object.entries(environment)) {
    if (typeof value !== 'string') throw new InvalidInputError(`${at}.env.${shortened(name)} is ${shown(value)}: give a text, in quotes`);
  }
  const [program = '', ...rest] = command as string[];
  // The Node that runs this also runs the example's TypeScript; another one on the PATH may not.
  return { program: program === 'node' ? process.execPath : program, arguments: rest, workingDirectory: resolve(folder), environment };
}

function refuseUnknown(at: string, value: unknown, known: readonly string[]): void {
  const unknown = Object.keys(typeof value === 'object' && value !== null ? value : {}).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new InvalidInputError(`${at} has ${shownKeys(unknown)}: only ${known.join(', ')} are known`);
}

/** A person fixes the first few and asks again. */
function shownKeys(keys: readonly string[]): string {
  const few = keys.slice(0, 10).map(shown).join(', ');
  return keys.length > 10 ? `${few} and ${keys.length - 10} more` : few;
}
