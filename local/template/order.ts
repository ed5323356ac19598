import { TemplateError } from './template-error.ts';

/**
 * Sorts names so that each comes after everything it depends on, otherwise in their own order.
 *
 * @throws {TemplateError} names that depend on each other in a circle; the message shows the circle.
 */
export function inOrder(dependencies: ReadonlyMap<string, ReadonlySet<string>>, where: string): readonly string[] {
  const ordered = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (ordered.has(name)) return;
    if (path.includes(name)) throw new TemplateError(`${where}: circular dependency ${[...path, name].join(' → ')}`);
    for (const dependency of dependencies.get(name) ?? []) visit(dependency, [...path, name]);
    ordered.add(name);
  };
  for (const name of dependencies.keys()) visit(name, []);
  return [...ordered];
}
