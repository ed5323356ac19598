/** A node of JSONata's syntax tree, as far as it is looked at here. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly [child: string]: unknown;
}

/** What an expression refers to. */
export interface References {
  /** Names after `$`, of variables and of functions alike. */
  readonly variables: ReadonlySet<string>;
  /** First members read from `$states`. */
  readonly statesFields: ReadonlySet<string>;
  /** Ways to read an input document that a state machine expression does not have: `$`, `$$`, `name`, `*`. */
  readonly inputReads: ReadonlySet<string>;
}

/** Below these a context item exists, so that `$` and bare names have a meaning. */
const contextual = new Set(['predicate', 'stages', 'group', 'terms', 'body', 'pattern', 'update', 'delete']);
const inputSteps = new Set(['name', 'wildcard', 'descendant', 'parent']);

/** Reads the references from a JSONata syntax tree (jsonata 2.0.6). */
export function inspectExpression(tree: unknown): References {
  const variables = new Set<string>();
  const statesFields = new Set<string>();
  const inputReads = new Set<string>();

  function visitPath(steps: readonly Node[], hasContext: boolean): void {
    const [first, second] = steps;
    if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name') statesFields.add(String(second.value));
    if (first !== undefined && inputSteps.has(first.type ?? '') && !hasContext) inputReads.add(String(first.value));
    for (const [index, step] of steps.entries()) visit(step, hasContext || index > 0);
  }

  function visitVariable(name: string, hasContext: boolean): void {
    if (name === '$' || (name === '' && !hasContext)) inputReads.add(`$${name}`);
    else if (name !== '') variables.add(name);
  }

  function visit(node: unknown, hasContext: boolean): void {
    if (Array.isArray(node)) {
      for (const child of node) visit(child, hasContext);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const { type, value, steps, ...children } = node as Node;
    if (type === 'variable') visitVariable(String(value), hasContext);
    if (type === 'path' && steps !== undefined) visitPath(steps, hasContext);
    for (const [name, child] of Object.entries(children)) visit(child, hasContext || contextual.has(name));
  }

  visit(tree, false);
  return { variables, statesFields, inputReads };
}
