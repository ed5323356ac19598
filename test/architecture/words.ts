import type { ProjectFile } from './project-files.ts';
import { linesOf, parse, walk } from './syntax.ts';

interface WordRule {
  readonly in: RegExp;
  readonly finds: RegExp;
  readonly because: string;
}

const wordRules: readonly WordRule[] = [
  { in: /\.ts$/, finds: /\bvi\.(mock|doMock)\(/, because: 'a test that replaces a module tests the replacement: pass the dependency in' },
  { in: /\.test\.ts$/, finds: /\.(skip|only)\(/, because: 'a test that does not run proves nothing' },
  { in: /./, finds: /\b(TO[D]O|FIX[M]E)\b/, because: 'open work belongs in an issue' },
  { in: /^core\//, finds: /\bawait\b|\basync\b/, because: 'core decides at once, from values' },
  { in: /^core\//, finds: /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\./, because: 'core is told the time and the chance' },
  { in: /./, finds: /(^|[\s'"(`=])\/(work|home|Users|root)\//, because: 'a path of one machine means nothing on another' },
  {
    in: /package-lock\.json$/,
    finds: /"resolved":/,
    because: 'the lock file names no registry: set omit-lockfile-registry-resolved in .npmrc',
  },
  { in: /(^|\/)\.npmrc$/, finds: /registry\s*=/, because: 'the project works with any registry' },
];

const nameRules: readonly { readonly finds: RegExp; readonly because: string }[] = [
  { finds: /(^|\/)(src|lib|libs|util|utils|common|helper|helpers)(\.ts|\/)/, because: 'a name says what a thing is for' },
  { finds: /(^|\/)index\.ts$/, because: 'an inner barrel hides where things are' },
  { finds: /(manager|impl)\.ts$/i, because: 'a name says what a thing does' },
  { finds: /(^|\/)(?![a-z0-9]+(-[a-z0-9]+)*((\.[a-z-]+)?\.test|\.config|\.d)?\.ts$)[^/]+\.ts$/, because: 'file names are kebab-case' },
];

/** Names and words that `CONTRIBUTING.md` rules out, one sentence each. */
export function forbiddenWords(files: readonly ProjectFile[]): readonly string[] {
  return files.flatMap((file) => [...forbiddenNames(file), ...forbiddenText(file), ...forbiddenSyntax(file)]);
}

function forbiddenNames({ path }: ProjectFile): string[] {
  return nameRules.filter(({ finds }) => finds.test(path)).map(({ because }) => `${path} is no name here: ${because}`);
}

function forbiddenText({ path, text }: ProjectFile): string[] {
  const rules = wordRules.filter((rule) => rule.in.test(path));
  return text.split('\n').flatMap((line, index) =>
    rules.flatMap(({ finds, because }) => {
      const word = finds.exec(withoutComment(path, line))?.[0];
      return word === undefined ? [] : [`${path}:${index + 1} says "${word.trim()}": ${because}`];
    }),
  );
}

/** Prose about a forbidden word is no use of it; only in `core` do comments speak of waiting and of time. */
function withoutComment(path: string, line: string): string {
  return path.startsWith('core/') ? line.replace(/^\s*(\*|\/\*\*|\/\/).*$/, '') : line;
}

function forbiddenSyntax({ path, text }: ProjectFile): string[] {
  if (!path.endsWith('.ts')) return [];
  const bytes = Buffer.from(text);
  const found: string[] = [];
  walk(parse({ path, text }), (node) => {
    const at = () => `${path}:${linesOf(node, bytes).first}`;
    if (node.type === 'TsKeywordType' && node.kind === 'any') found.push(`${at()} uses any: name the type, or take unknown and check it`);
    if (node.type === 'ExportAllDeclaration') found.push(`${at()} exports all of another file: import from where a thing is`);
    // A test that gives up is read by people only.
    if (!path.startsWith('test/') && node.type === 'ThrowStatement' && throwsBareError(node.argument)) {
      found.push(`${at()} throws a bare Error: extend SluiceError, so that a caller can tell whose move it is`);
    }
  });
  return found;
}

function throwsBareError(thrown: unknown): boolean {
  const { type, callee } = thrown as { readonly type: string; readonly callee?: { readonly type: string; readonly value?: string } };
  return (type === 'NewExpression' || type === 'CallExpression') && callee?.type === 'Identifier' && callee.value === 'Error';
}
