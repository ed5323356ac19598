import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeError } from './runtime-error.ts';

/** A Lambda handler as this model calls it: an async function, or one that answers at once. */
export type Handler = (event: unknown, context: object) => unknown;

/** Where a function's code is: a folder as it would be zipped, or the text of its only file. */
export type Code = { readonly kind: 'folder'; readonly path: string } | { readonly kind: 'inline'; readonly text: string };

/** Loads a function's handler, fresh: a module is never shared between two cold starts. */
export interface HandlerLoader {
  /**
   * Synchronous, so that a cold start takes no turn of the event loop and a virtual clock need not wait for it.
   *
   * @throws {RuntimeError} there is no such file or export; or what the module itself throws.
   */
  load(code: Code, handler: string): Handler;
  /** Removes the copies that were loaded. */
  close(): void;
}

/** Loads handlers by `require` from copies in a temporary folder; ES modules too, except those with a top-level await. */
export function handlerLoader(): HandlerLoader {
  const require = createRequire(import.meta.url);
  let folder: string | undefined;
  let coldStarts = 0;
  return {
    load: (code, handler) => {
      folder ??= mkdtempSync(join(tmpdir(), 'sluice-lambda-'));
      coldStarts += 1;
      const copy = join(folder, String(coldStarts));
      copyCode(code, copy);
      const dot = handler.lastIndexOf('.');
      const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
      const path = ['.mjs', '.js', '.cjs'].map((ending) => join(copy, file + ending)).find((candidate) => existsSync(candidate));
      if (path === undefined) throw new RuntimeError('Runtime.ImportModuleError', `Cannot find module '${file}'`);
      const exported = (require(path) as Readonly<Record<string, unknown>>)[name];
      if (typeof exported !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
      return exported as Handler;
    },
    close: () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

function copyCode(code: Code, to: string): void {
  if (code.kind === 'inline') {
    mkdirSync(to);
    writeFileSync(join(to, 'index.js'), code.text);
  } else if (existsSync(code.path)) {
    cpSync(code.path, to, { recursive: true });
  }
}
