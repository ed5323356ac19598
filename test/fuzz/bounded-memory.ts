import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { bounds } from './bounds.ts';

const { caseMaxMb, keptMaxMb } = bounds;

/** Garbage that waits to be collected is not kept; so much of it is worth a collection, which takes as long as hundreds of cases. */
const worthALookMb = 192;

/** Watches that cases keep no memory. */
export interface MemoryWatch {
  /** After each case: fails when it took too much, or when too much is left over. Cheap as long as there is little garbage. */
  afterCase(): void;
  /** After all of them. */
  atEnd(): void;
}

/** Begins with what is there now. Nothing else may run in this process meanwhile. */
export function watchMemory(): MemoryWatch {
  const collect = collector();
  collect();
  const before = usedMb();
  let latest = before;
  const look = (): void => {
    collect();
    expect(Math.round(usedMb() - before), 'MB that cases have left behind').toBeLessThanOrEqual(keptMaxMb);
  };
  return {
    afterCase: () => {
      const used = usedMb();
      if (used - latest > caseMaxMb) expect(Math.round(used - latest), 'MB that one case took').toBeLessThanOrEqual(caseMaxMb);
      if (used - before > worthALookMb) look();
      latest = usedMb();
    },
    atEnd: look,
  };
}

/** Objects, and what lies outside of the heap: buffers. */
function usedMb(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return (used_heap_size + external_memory) / 1e6;
}

/** Node shows its garbage collector to contexts that are made after it was told to. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
