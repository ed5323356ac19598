import type { Flow, State } from './definition.ts';
import { exits } from './exits.ts';

/**
 * Finds variables that a branch or an item processor assigns although an outer one of that name may already exist when
 * it starts: AWS refuses such machines. A name that the outer states assign only later, or only in the container's own
 * Catch, does not count.
 */
export function redeclaredVariables(flow: Flow, outer: ReadonlySet<string> = new Set()): readonly string[] {
  const problems: string[] = [];
  const known = knownAtEntry(flow, outer);
  for (const state of flow.states.values()) {
    for (const name of assignedBy(state)) {
      if (outer.has(name)) problems.push(`${state.name}: The variable name '${name}' was already defined in a parent scope.`);
    }
    for (const inner of innerFlows(state)) problems.push(...redeclaredVariables(inner, known.get(state.name) ?? outer));
  }
  return problems;
}

function innerFlows(state: State): readonly Flow[] {
  if (state.type === 'Parallel') return state.branches;
  return state.type === 'Map' ? [state.processor] : [];
}

function assignedBy(state: State): ReadonlySet<string> {
  return new Set(exits(state).flatMap(({ assigns }) => assigns));
}

/** For each state, the names that may exist when it is entered: those of every way that leads to it. */
function knownAtEntry(flow: Flow, outer: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>([[flow.startAt, new Set(outer)]]);
  const queue = [flow.startAt];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const state = flow.states.get(name);
    const here = known.get(name);
    if (state === undefined || here === undefined) continue;
    for (const { next, assigns } of exits(state)) {
      if (next === undefined) continue;
      const there = known.get(next);
      const grown = new Set([...(there ?? []), ...here, ...assigns]);
      if (there !== undefined && grown.size === there.size) continue;
      known.set(next, grown);
      queue.push(next);
    }
  }
  return known;
}
