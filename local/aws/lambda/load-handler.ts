import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeError } from './runtime-error.ts';

/** A Lambda handler as this model calls it: an async function, or one that answers at once. */
export type Handler = (event: unknown, context: object) => unknown;

/** Where a function's code is: a folder as it would be zipped, or the text of its only file. */
export type Code = { readonly kind: 'folder'; readonly path: string } | { readonly kind: 'inline'; readonly text: string };

/** Loads a function's handler: a module is never shared by two instances that are alive at once. */
export interface HandlerLoader {
  /**
   * Called inside the sandbox of the instance that starts. Synchronous, so that a cold start takes no turn of the event loop and a virtual
   * clock need not wait for it.
   *
   * @throws {RuntimeError} there is no such file or export; or what the module itself throws.
   */
  load(code: Code, handler: string): Handler;
  /**
   * Takes back a handler whose instance ended between two invocations (`whole`), or died in one and its world has ended too (`unfinished`);
   * called inside its sandbox. Without it, each is loaded once.
   */
  release?(handler: Handler, left: 'whole' | 'unfinished'): void;
  /** The world that loaded with it ends: removes copies that were loaded. */
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
      const { file } = handlerParts(handler);
      const path = ['.mjs', '.js', '.cjs'].map((ending) => join(copy, file + ending)).find((candidate) => existsSync(candidate));
      if (path === undefined) throw new RuntimeError('Runtime.ImportModuleError', `Cannot find module '${file}'`);
      return exportedHandler(require(path), handler);
    },
    close: () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

/** `file.export` in its parts; the file has no ending. */
export function handlerParts(handler: string): { readonly file: string; readonly name: string } {
  const dot = handler.lastIndexOf('.');
  return { file: handler.slice(0, dot), name: handler.slice(dot + 1) };
}

/**
 * The handler among what a module exports.
 *
 * @throws {RuntimeError} there is none of that name.
 */
export function exportedHandler(module: unknown, handler: string): Handler {
  const exported = (module as Readonly<Record<string, unknown>>)[handlerParts(handler).name];
  if (typeof exported !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  return exported as Handler;
}

function copyCode(code: Code, to: string): void {
  if (code.kind === 'inline') {
    mkdirSync(to);
    writeFileSync(join(to, 'index.js'), code.text);
  } else if (existsSync(code.path)) {
    cpSync(code.path, to, { recursive: true });
  }
}
