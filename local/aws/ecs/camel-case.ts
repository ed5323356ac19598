/** Members whose keys are the user's own, such as Docker labels. */
const maps: ReadonlySet<string> = new Set(['dockerLabels', 'options', 'driverOpts', 'labels']);

/** A template's PascalCase properties as the ECS API writes them: the first letter of each member in lower case, the user's own keys untouched. */
export function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const name = key.charAt(0).toLowerCase() + key.slice(1);
      return [name, maps.has(name) ? member : camelCase(member)];
    }),
  );
}
