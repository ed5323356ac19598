import type { World } from '../../../adapters/world.ts';
import { DefectError } from '../../../core/errors.ts';
import { useModelledAws } from '../../sdk-middleware.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { compilingHandlerLoader } from './compiling-handler-loader.ts';
import type { Handler, HandlerLoader } from './load-handler.ts';
import { currentSandbox, insideSandbox, type Sandbox } from './sandbox.ts';

/** A {@link HandlerLoader} that may be given to many worlds, one after the other or at once. */
export interface HandlerPool extends HandlerLoader {
  /** Forgets every module and removes what was loaded; for the end of the process. */
  empty(): void;
}

interface Loaded {
  /** Its code, its handler's name and the environment that it found. */
  readonly key: string;
  /** The environment as it was when it had loaded. */
  readonly env: Sandbox['env'];
}

/** More idle modules of one function than this are not kept: so many instances at once are rare. */
const idleMax = 8;

/**
 * Keeps evaluated modules when the instances that used them end, for later cold starts in this process:
 *
 * - **One at a time.** A module belongs to one instance from its cold start until that one is retired. That of an instance that was killed or
 *   timed out is not used again, unless `keepsUnfinished`: then in later worlds.
 * - **Same code, same environment.** A module is used again only for the same code and handler, and for equal environment variables. What it
 *   changed of them while it loaded is changed again; one that changes them later is not used again.
 * - **Its user's world.** Clock and AWS are those of the instance that the running code is part of, looked up at each call.
 *
 * Such a module is a warm one. What it remembers for itself between invocations, it remembers in the next world too, so this is for
 * handlers whose answers do not depend on that; and `keepsUnfinished` for those that leave nothing half-done in their module when they
 * stop at any call.
 *
 * @example const loader = poolingHandlerLoader(); for (const seed of seeds) await startWorld({ ...options, loader });
 */
export function poolingHandlerLoader(loader: HandlerLoader = compilingHandlerLoader(), { keepsUnfinished = false } = {}): HandlerPool {
  const idle = new Map<string, Handler[]>();
  const loaded = new WeakMap<Handler, Loaded>();
  return {
    load: (code, name) => {
      const sandbox = inside();
      const key = JSON.stringify([code, name, textOf(sandbox.env)]);
      const known = idle.get(key)?.pop();
      if (known !== undefined) {
        for (const variable of Object.keys(sandbox.env)) delete sandbox.env[variable];
        Object.assign(sandbox.env, loaded.get(known)?.env);
        return known;
      }
      const fresh = insideSandbox({ ...sandbox, shownWorld: callersWorld }, () => loader.load(code, name));
      loaded.set(fresh, { key, env: { ...sandbox.env } });
      return fresh;
    },
    release: (handler, left) => {
      if (left === 'unfinished' && !keepsUnfinished) return;
      const own = loaded.get(handler);
      if (own === undefined || textOf(own.env) !== textOf(inside().env)) return;
      const others = idle.get(own.key) ?? [];
      if (others.length < idleMax) idle.set(own.key, [...others, handler]);
    },
    close: () => {},
    empty: () => {
      idle.clear();
      loader.close();
    },
  };
}

/** What a pooled module captures as its world: that of whoever calls. */
const calls: AwsCalls = { call: (...call) => inside().aws.call(...call) };
const callersWorld: World = {
  now: () => inside().world.now(),
  sleep: (ms) => inside().world.sleep(ms),
  use: useModelledAws(calls, { roleArn: 'nobody' }),
};

function inside(): Sandbox {
  const sandbox = currentSandbox();
  if (sandbox === undefined) throw new DefectError('code of a pooled function ran outside of its sandbox');
  return sandbox;
}

function textOf(env: Sandbox['env']): string {
  return JSON.stringify(Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1)));
}
