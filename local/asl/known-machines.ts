import type { Machine } from './definition.ts';
import { parseMachine } from './parse-machine.ts';

interface Known {
  readonly machine: Machine;
  readonly resources: ReadonlySet<string>;
}

/** By definition, for the life of the process: each simulated world creates the same machines again. */
const known = new Map<string, Known>();
const knownMax = 1_000;

/**
 * As {@link parseMachine}, once for each text. Machines hold no state, so executions of many worlds may share one.
 *
 * @throws {InvalidDefinitionError} with every problem found.
 */
export function parseMachineOnce(definition: string, acceptsResource: (resource: string) => boolean): Machine {
  const before = known.get(definition);
  // What was accepted in one world may not be in another, which then says so.
  if (before !== undefined && [...before.resources].every((resource) => acceptsResource(resource))) return before.machine;
  const resources = new Set<string>();
  const machine = parseMachine(definition, (resource) => {
    resources.add(resource);
    return acceptsResource(resource);
  });
  if (known.size >= knownMax) known.clear();
  known.set(definition, { machine, resources });
  return machine;
}
