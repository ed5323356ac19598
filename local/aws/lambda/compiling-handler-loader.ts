import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { transformSync } from 'esbuild';
import { type Code, exportedHandler, type HandlerLoader, handlerLoader, handlerParts } from './load-handler.ts';

/** What Node.js gives to a CommonJS module, and the address that ES modules know of themselves. */
type Wrapped = (exports: object, require: NodeJS.Require, module: { exports: object }, url: string) => void;

/** Kept for the life of the process, with what V8 made of it. More than the functions of a few assemblies are not expected. */
const compiled = new Map<string, Wrapped>();
const compiledMax = 200;

/**
 * As {@link handlerLoader}, in a tenth of the time: the text of a bundle is read and compiled once in this process and only evaluated for
 * each cold start, and a module that nobody uses any more can be forgotten, which Node.js never does with what it imported itself.
 *
 * For folders with one ES module and nothing else, as bundles are; other code is left to `handlerLoader`. An assembly that is
 * written anew into the same folder is noticed by its file's time and size.
 */
export function compilingHandlerLoader(): HandlerLoader {
  const other = handlerLoader();
  return {
    load: (code, handler) => {
      const path = onlyModule(code, handlerParts(handler).file);
      if (path === undefined) return other.load(code, handler);
      const module = { exports: {} };
      compiledModule(path)(module.exports, createRequire(path), module, pathToFileURL(path).href);
      return exportedHandler(module.exports, handler);
    },
    close: () => other.close(),
  };
}

function onlyModule(code: Code, file: string): string | undefined {
  if (code.kind === 'inline') return undefined;
  const entries = readdirSync(code.path);
  return entries.length === 1 && entries[0] === `${file}.mjs` ? join(code.path, `${file}.mjs`) : undefined;
}

function compiledModule(path: string): Wrapped {
  const { mtimeMs, size } = statSync(path);
  const key = `${path} ${mtimeMs} ${size}`;
  const before = compiled.get(key);
  if (before !== undefined) return before;
  if (compiled.size >= compiledMax) compiled.clear();
  const wrapped = compile(path);
  compiled.set(key, wrapped);
  return wrapped;
}

function compile(path: string): Wrapped {
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    define: { 'import.meta.url': 'moduleUrl' },
  });
  const script = new Script(`(function (exports, require, module, moduleUrl) { 'use strict'; ${code}\n})`, {
    filename: path,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  // One function for all cold starts: V8 then keeps what it has learnt of the functions inside, though these are made anew each time.
  return script.runInThisContext() as Wrapped;
}
