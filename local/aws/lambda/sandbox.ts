import { AsyncLocalStorage } from 'node:async_hooks';
import { format } from 'node:util';
import type { World } from '../../../adapters/world.ts';
import { siteAt } from '../../in-process-sites.ts';
import type { AwsCalls } from '../aws-calls.ts';

/** What a function instance sees of its surroundings, in place of what this process has. */
export interface Sandbox {
  readonly env: Record<string, string | undefined>;
  readonly world: World;
  /** What the code finds as its world, when that is not `world` itself. */
  readonly shownWorld?: World;
  /** AWS under the function's own role, whoever is named as the caller. */
  readonly aws: AwsCalls;
  /** Takes what the function writes to standard output or error, as it was written. */
  write(text: string): void;
}

const current = new AsyncLocalStorage<Sandbox | undefined>();

/** Runs code, and everything it starts, as part of a function: `process.env`, output and the world's symbol are the sandbox's. */
export function insideSandbox<T>(sandbox: Sandbox, run: () => T): T {
  return current.run(sandbox, run);
}

/** Runs code as part of the local world again: what a function asks AWS to do is not done by the function. */
export function outsideSandbox<T>(run: () => T): T {
  return current.run(undefined, run);
}

/** The sandbox that the running code is part of. */
export function currentSandbox(): Sandbox | undefined {
  return current.getStore();
}

let installations = 0;
let uninstall: () => void = () => {};

/**
 * Makes `process.env`, `process.stdout`, `process.stderr`, `console` and `globalThis[Symbol.for('sluice.world')]` those of the sandbox
 * for code that runs inside one, has its `fetch` reach the sites of the world without a socket, and leaves them as they are for all other code. Returns what undoes it; the last one to
 * undo restores the process.
 */
export function installSandboxes(): () => void {
  if (installations === 0) {
    const undo = [
      separateEnvironment(),
      separateWorld(),
      separateStream(process.stdout),
      separateStream(process.stderr),
      separateConsole(),
      separateFetch(),
    ];
    uninstall = () => {
      for (const restore of undo) restore();
    };
  }
  installations += 1;
  let installed = true;
  return () => {
    if (!installed) return;
    installed = false;
    installations -= 1;
    if (installations === 0) uninstall();
  };
}

function separateEnvironment(): () => void {
  const outside = process.env;
  const env = () => current.getStore()?.env ?? outside;
  process.env = new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get: (_, name) => Reflect.get(env(), name),
      set: (_, name, value) => Reflect.set(env(), name, String(value)),
      has: (_, name) => Reflect.has(env(), name),
      deleteProperty: (_, name) => Reflect.deleteProperty(env(), name),
      defineProperty: (_, name, descriptor) => Reflect.defineProperty(env(), name, descriptor),
      ownKeys: () => Reflect.ownKeys(env()),
      getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(env(), name),
    },
  );
  return () => {
    process.env = outside;
  };
}

function separateWorld(): () => void {
  const key = Symbol.for('sluice.world');
  let outside: unknown = Reflect.get(globalThis, key);
  const set = (value: unknown) => {
    outside = value;
  };
  const get = () => {
    const sandbox = current.getStore();
    return sandbox === undefined ? outside : (sandbox.shownWorld ?? sandbox.world);
  };
  Object.defineProperty(globalThis, key, { configurable: true, get, set });
  return () => {
    Reflect.deleteProperty(globalThis, key);
    if (outside !== undefined) Reflect.set(globalThis, key, outside);
  };
}

function separateStream(stream: NodeJS.WriteStream): () => void {
  const outside = stream.write;
  // Loggers hold on to the stream, not to its method, so replacing the method reaches those made earlier too.
  stream.write = (chunk: Uint8Array | string, ...rest: unknown[]) => {
    const sandbox = current.getStore();
    if (sandbox === undefined) return Reflect.apply(outside, stream, [chunk, ...rest]);
    sandbox.write(typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk));
    const done = rest.find((argument) => typeof argument === 'function');
    if (done !== undefined) queueMicrotask(() => done());
    return true;
  };
  return () => {
    stream.write = outside;
  };
}

function separateFetch(): () => void {
  const outside = globalThis.fetch;
  const fetchHere: typeof fetch = async (input, init) => {
    const url = current.getStore() === undefined || input instanceof Request ? undefined : URL.parse(String(input));
    const site = url === null || url === undefined ? undefined : siteAt(url);
    const { method = 'GET', body = '' } = init ?? {};
    if (url === null || url === undefined || site === undefined || typeof body !== 'string') return outside(input, init);
    return new Response(null, { status: site({ method, path: url.pathname, body }) });
  };
  globalThis.fetch = fetchHere;
  return () => {
    globalThis.fetch = outside;
  };
}

/** The global console does not go through the process's streams everywhere: test runners and debuggers bring their own. */
function separateConsole(): () => void {
  const names = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;
  const target = globalThis.console;
  const outside = names.map((name) => [name, target[name]] as const);
  for (const [name, original] of outside) {
    target[name] = (...args: unknown[]) => {
      const sandbox = current.getStore();
      if (sandbox === undefined) original.apply(target, args);
      else sandbox.write(`${format(...args)}\n`);
    };
  }
  return () => {
    for (const [name, original] of outside) target[name] = original;
  };
}
