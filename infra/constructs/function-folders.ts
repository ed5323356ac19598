import type { FunctionName } from './names.ts';

/**
 * Functions that run the code of another, under a role, a log group and alarms of their own. `reconcile` is woken by the end of an
 * execution and `sweep` by the clock: whoever breaks one of them by its role, its triggers or its concurrency leaves the other.
 */
const sharedFolders = { sweep: 'reconcile' } as const satisfies Partial<Record<FunctionName, FunctionName>>;

/** Name of a folder in `functions/`. */
type FolderName = Exclude<FunctionName, keyof typeof sharedFolders>;

/** The folder in `functions/` that a function is made from. */
export function folderOf(name: FunctionName): FolderName {
  return isShared(name) ? sharedFolders[name] : name;
}

function isShared(name: FunctionName): name is keyof typeof sharedFolders {
  return Object.hasOwn(sharedFolders, name);
}
