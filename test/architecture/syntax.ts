import { type Module, parseSync } from '@swc/core';
import type { ProjectFile } from './project-files.ts';

/** A node of swc's syntax tree: every one has a `type`, most a `span` of byte offsets that count from 1. */
export interface SyntaxNode {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [member: string]: unknown;
}

/** The syntax tree of a TypeScript file. @throws an error that names the file, when it is none. */
export function parse({ path, text }: ProjectFile): Module {
  try {
    return parseSync(text, { syntax: 'typescript', target: 'es2022' });
  } catch (cause) {
    throw new Error(`${path} is not TypeScript`, { cause });
  }
}

/** Calls `visit` for a node and every node below it. */
export function walk(node: unknown, visit: (node: SyntaxNode) => void): void {
  if (Array.isArray(node)) {
    for (const each of node) walk(each, visit);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  if (isNode(node)) visit(node);
  for (const member of Object.values(node)) walk(member, visit);
}

/** From which line to which a node reaches; lines count from 1. */
export function linesOf({ span }: SyntaxNode, bytes: Buffer): { readonly first: number; readonly count: number } {
  const start = (span?.start ?? 1) - 1;
  const end = (span?.end ?? 1) - 1;
  return { first: newlines(bytes.subarray(0, start)) + 1, count: newlines(bytes.subarray(start, end)) + 1 };
}

function newlines(bytes: Buffer): number {
  return bytes.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0);
}

function isNode(value: object): value is SyntaxNode {
  return 'type' in value && typeof value.type === 'string';
}
