import type { VariableDeclarator } from '@swc/core';
import { Visitor } from '@swc/core/Visitor.js';
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { type ProjectFile, projectFiles } from './project-files.ts';
import { parse } from './syntax.ts';

// The visitor by which dependency-cruiser reads swc's trees does not know `using`, which declares as `const` does.
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function (this: Visitor, statement) {
  if ((statement.type as string) !== 'UsingDeclaration') return visitStatement.call(this, statement);
  this.visitVariableDeclarators((statement as unknown as { readonly decls: VariableDeclarator[] }).decls);
  return statement;
};

const code = 'adapters|bench|cli|core|dashboard|examples|functions|infra|local|statemachines';

/** Who may import whom. Each comment says what the rule protects. */
const forbidden: readonly (IForbiddenRuleType & { readonly comment: string })[] = [
  {
    name: 'core-imports-only-core',
    comment: 'Decisions stay testable without a clock, a network or Node; zod reads what users write, in core/service.',
    from: { path: '^core/' },
    to: { pathNot: '^core/|(^|/)zod(/|$)' },
  },
  {
    name: 'zod-only-in-core-service',
    comment: 'Past the door everything is typed: a decision that parses again does not trust the door.',
    from: { path: '^core/', pathNot: '^core/service/' },
    to: { path: '(^|/)zod(/|$)' },
  },
  {
    name: 'aws-only-in-adapters',
    comment: 'One folder knows how AWS is asked. The local world answers in its place, with its types and its exceptions.',
    from: { path: `^(${code})/`, pathNot: '^(adapters|local)/' },
    to: { path: '(^|/)(@aws-sdk|@smithy)/' },
  },
  {
    name: 'powertools-only-in-adapters',
    comment: 'Logs, metrics and traces are effects of the world outside.',
    from: { path: `^(${code})/`, pathNot: '^adapters/' },
    to: { path: '(^|/)@aws-lambda-powertools/' },
  },
  {
    name: 'adapters-import-only-core',
    comment: 'An adapter that knows its caller cannot serve another one.',
    from: { path: '^adapters/' },
    to: { path: `^(${code})/`, pathNot: '^(adapters|core)/' },
  },
  {
    name: 'functions-import-core-and-adapters',
    comment: 'A function is deployed alone and runs in both worlds, so it can know neither.',
    from: { path: '^functions/' },
    to: { path: `^(${code})/`, pathNot: '^(functions|core|adapters)/' },
  },
  {
    name: 'functions-never-import-each-other',
    comment: 'The state machine and events connect functions; what two of them share is a decision and belongs in core.',
    from: { path: '^functions/([^/]+)/' },
    to: { path: '^functions/', pathNot: '^functions/$1/' },
  },
  {
    name: 'nobody-imports-a-handler',
    comment: 'A handler knows the environment exists; importing one wires the real world in.',
    from: {},
    to: { path: '^functions/[^/]+/handler\\.ts$' },
  },
  {
    name: 'infra-refers-by-path',
    comment: 'What is deployed is named by its file. Infra reads what users may declare and the machines, never a decision.',
    from: { path: '^infra/' },
    to: { path: `^(${code})/`, pathNot: '^(infra|statemachines)/|^core/(service/|errors\\.ts$|limits\\.ts$)' },
  },
  {
    name: 'local-knows-aws-not-sluice',
    comment:
      'A model that learned what a canary is would prove what it was told. It shares the errors, how values are read and shown, and the seam; no decision.',
    from: { path: '^local/' },
    to: { path: `^(${code})/`, pathNot: '^local/|^core/(errors|own|shown)\\.ts$|^adapters/world\\.ts$' },
  },
  {
    name: 'machines-stand-alone',
    comment: 'The text of a machine is deployed and run as it is.',
    from: { path: '^statemachines/' },
    to: { path: `^(${code})/`, pathNot: '^statemachines/' },
  },
  {
    name: 'examples-stand-alone',
    comment: 'A reader copies an example out of this repository.',
    from: { path: '^examples/' },
    to: { path: `^(${code})/`, pathNot: '^examples/' },
  },
  {
    name: 'nobody-imports-cli',
    comment: 'The command line is thin, over parts that never print.',
    from: { path: `^(${code})/`, pathNot: '^cli/' },
    to: { path: '^cli/' },
  },
  {
    name: 'bench-imports-only-core',
    comment: 'A benchmark measures decisions. What it needs of the world, it draws from a seed.',
    from: { path: '^bench/' },
    to: { path: `^(${code})/`, pathNot: '^(bench|core)/' },
  },
  {
    name: 'nobody-imports-bench',
    comment: 'What ships does not depend on what measures it.',
    from: { path: `^(${code})/`, pathNot: '^bench/' },
    to: { path: '^bench/' },
  },
  {
    name: 'nobody-imports-tests',
    comment: 'What ships does not depend on what proves it.',
    from: { path: `^(${code})/` },
    to: { path: '^test/' },
  },
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one thing cut in the wrong place.',
    from: { path: `^(${code})/` },
    to: { circular: true },
  },
];

/** Imports that the architecture forbids, as `rule: from → to`, sorted. */
export async function boundaryViolations(root: string): Promise<readonly string[]> {
  const options: ICruiseOptions = {
    baseDir: root,
    // The TypeScript compiler 7 has no interface for tools, so swc reads the files.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/.*/node_modules' },
    validate: true,
    ruleSet: { forbidden: [...forbidden] },
  };
  const roots = projectFiles(root)
    .map(({ path }) => path)
    .filter((path) => path.endsWith('.ts'));
  const { output } = await cruise(roots, options, { extensions: ['.ts', '.js', '.json'], exportsFields: ['exports'] });
  const violations = (output as ICruiseResult).summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  return [...violations, ...adapterValuesInUseCases(root)].sort();
}

/** A use case names what it needs by type and gets it passed in; only `handler.ts` takes a real adapter. */
function adapterValuesInUseCases(root: string): string[] {
  return projectFiles(root)
    .filter(({ path }) => /^functions\/[^/]+\/(?!handler\.ts$).*\.ts$/.test(path))
    .flatMap((file) =>
      valueImports(file)
        .filter((source) => source.includes('/adapters/'))
        .map((source) => `use-cases-import-adapter-types: ${file.path} → ${source}`),
    );
}

function valueImports(file: ProjectFile): string[] {
  return parse(file).body.flatMap((item) => {
    if (item.type !== 'ImportDeclaration' || item.typeOnly) return [];
    const onlyTypes = item.specifiers.length > 0 && item.specifiers.every((each) => each.type === 'ImportSpecifier' && each.isTypeOnly);
    return onlyTypes ? [] : [item.source.value];
  });
}
