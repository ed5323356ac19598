import type { ProjectFile } from './project-files.ts';
import { linesOf, parse, type SyntaxNode, walk } from './syntax.ts';

/** The first rule that fits a path gives its limit, in lines. */
const fileLimits: readonly { readonly of: RegExp; readonly what: string; readonly linesMax: number }[] = [
  { of: /^functions\/[^/]+\/handler\.ts$/, what: 'a handler', linesMax: 25 },
  { of: /^functions\/([^/]+)\/\1\.ts$/, what: 'a use case', linesMax: 100 },
  { of: /^infra\/constructs\//, what: 'a construct', linesMax: 200 },
  { of: /\.test\.ts$/, what: 'a test file', linesMax: 400 },
  { of: /\.ts$/, what: 'a source file', linesMax: 250 },
];

const functionLinesMax = 50;
const exportedNamesMax = 6;
const functions = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
  'GetterProperty',
  'SetterProperty',
]);

/** What is larger than the sizes that `CONTRIBUTING.md` allows, one sentence each. */
export function oversize(files: readonly ProjectFile[]): readonly string[] {
  return files.filter(({ path }) => path.endsWith('.ts')).flatMap((file) => [...oversizeFile(file), ...oversizeParts(file)]);
}

function oversizeFile({ path, text }: ProjectFile): string[] {
  const limit = fileLimits.find(({ of }) => of.test(path));
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return limit !== undefined && lines > limit.linesMax ? [`${path} has ${lines} lines: ${limit.what} has at most ${limit.linesMax}`] : [];
}

function oversizeParts({ path, text }: ProjectFile): string[] {
  const syntax = parse({ path, text });
  const bytes = Buffer.from(text);
  const found: string[] = [];
  // A test file's outermost functions hold its cases, so none of its functions is measured: the length of the file is their limit.
  if (!path.endsWith('.test.ts')) {
    walk(syntax, (node) => {
      if (!functions.has(node.type)) return;
      const { first, count } = linesOf(node, bytes);
      if (count > functionLinesMax) found.push(`${path}:${first} is a function of ${count} lines: it has at most ${functionLinesMax}`);
    });
  }
  // A file of builders is a catalogue by nature, and nothing that ships imports it.
  if (path.startsWith('test/')) return found;
  const names = syntax.body.reduce((count, item) => count + exportedNames(item as unknown as SyntaxNode), 0);
  if (names > exportedNamesMax) found.push(`${path} exports ${names} names: a file exports at most ${exportedNamesMax}`);
  return found;
}

function exportedNames(item: SyntaxNode): number {
  if (item.type === 'ExportNamedDeclaration') return (item.specifiers as readonly unknown[]).length;
  if (item.type !== 'ExportDeclaration') return 0;
  const declared = (item.declaration as SyntaxNode).declarations;
  return Array.isArray(declared) ? declared.length : 1;
}
