import type { State } from './definition.ts';
import type { Leaving } from './state-parts.ts';

/** Every way to leave a state: its own, its rules', its catchers'. */
export function exits(state: State): readonly Leaving[] {
  switch (state.type) {
    case 'Fail':
      return [];
    case 'Choice':
      return [state, ...state.rules];
    case 'Task':
    case 'Map':
    case 'Parallel':
      return [state, ...state.catch];
    default:
      return [state];
  }
}
