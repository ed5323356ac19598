import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from '../../infra/app.ts';
import type { CallRecord } from '../../local/aws/router.ts';
import { RealClock } from '../../local/clocks/real-clock.ts';
import type { FinishedRequest } from '../../local/load-balancer/request-metrics.ts';
import { httpProbe } from '../../local/tasks/http-probe.ts';
import { processRuntime } from '../../local/tasks/process-runtime.ts';
import { type LocalWorld, startWorld } from '../../local/world.ts';
import { type Project, tagsOf } from './read-project.ts';

/** How a project is run on this machine. */
export interface LocalOptions {
  /** World seconds per wall second. */
  readonly speed: number;
  readonly port?: number;
  /** Where tables and the synthesized template live. */
  readonly dataFolder: string;
  /** Keep the ledger between runs. */
  readonly persistent: boolean;
  readonly latency?: boolean;
  readonly onCall?: (record: CallRecord) => void;
  readonly onRequest?: (request: FinishedRequest) => void;
}

/** A project and the whole of Sluice, running on this machine. */
export interface LocalSluice {
  readonly project: Project;
  readonly world: LocalWorld;
  readonly clock: RealClock;
  /** The load balancer's address. */
  readonly url: string;
  /** Wall milliseconds since the epoch of a moment of the world. */
  readonly wallMs: (at: Date) => number;
  /** Pushes an image, as a build pipeline would: the push is what starts a deployment. */
  readonly push: (tag: string) => void;
  readonly stop: () => Promise<void>;
}

/**
 * Synthesizes what `cdk deploy` would ship, with the project's service in it, and runs it: tasks are processes of this machine.
 *
 * @throws {InvalidInputError} {@link TemplateError} the project or its template cannot be run; nothing is left running.
 */
export async function startLocalSluice(project: Project, options: LocalOptions): Promise<LocalSluice> {
  mkdirSync(options.dataFolder, { recursive: true });
  const [firstTag = ''] = tagsOf(project);
  const assembly = buildApp({
    outdir: join(options.dataFolder, 'cdk.out'),
    storefront: { imageTag: firstTag, ...project.options },
  }).synth();
  const startAt = new Date();
  const clock = new RealClock({ startAt, speed: options.speed });
  const wallStartMs = Date.now();
  const command = (image: string) => commandOf(project, image);
  const world = await startWorld({
    assembly: assembly.directory,
    clock,
    random: Math.random,
    containers: { runtime: processRuntime({ clock, command }), probe: httpProbe() },
    firstImages: [{ repository: project.service, tag: firstTag, digest: digestOf(project, firstTag) }],
    ...(options.persistent && { dataFolder: options.dataFolder }),
    ...(options.latency !== undefined && { latency: options.latency }),
    ...(options.port !== undefined && { port: options.port }),
    ...(options.onCall !== undefined && { calls: { observe: options.onCall } }),
    ...(options.onRequest !== undefined && { observeRequest: options.onRequest }),
  });
  const [proxy] = world.proxies.values();
  return {
    project,
    world,
    clock,
    url: `http://127.0.0.1:${proxy?.port}`,
    wallMs: (at) => wallStartMs + (at.getTime() - startAt.getTime()) / options.speed,
    push: (tag) => void world.ecr.push({ repository: project.service, tag, digest: digestOf(project, tag) }),
    stop: async () => {
      await world.stop();
      clock.stop();
    },
  };
}

/** The digest that a tag of a project stands for: fixed, so that an image can be pushed again and found again. */
export function digestOf({ service }: Project, tag: string): string {
  return `sha256:${createHash('sha256').update(`${service}:${tag}`).digest('hex')}`;
}

/** ECS asks for an image by digest, as the registry resolved it. */
function commandOf(project: Project, image: string) {
  const tag = tagsOf(project).find((each) => image.endsWith(digestOf(project, each)));
  return project.images.get(`${project.service}:${tag}`);
}
