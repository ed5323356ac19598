import { cpSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

/** A release of the control plane as its users would notice it least: other text of a machine, another setting of every function. */
const edits = [
  ['One deployment: a candidate', 'One deployment, next version: a candidate'],
  ['"MemorySize": 512', '"MemorySize": 768'],
] as const;

/**
 * The assembly of the control plane's next version, beside this one; made once.
 *
 * @throws {RangeError} the template says none of what is edited: a redeployment would change nothing.
 */
export function nextVersionOf(assembly: string): string {
  const next = `${assembly.replace(/\/$/, '')}-next`;
  if (existsSync(next)) return next;
  const draft = `${next}-${process.pid}-${threadId}`;
  cpSync(assembly, draft, { recursive: true, filter: (path) => !path.endsWith('tree.json') });
  const file = join(draft, 'SluiceControlPlane.template.json');
  const text = readFileSync(file, 'utf8');
  for (const [from] of edits) if (!text.includes(from)) throw new RangeError(`the control plane's template does not say ${from}`);
  writeFileSync(
    file,
    edits.reduce((edited, [from, to]) => edited.replaceAll(from, to), text),
  );
  if (existsSync(next)) return next;
  renameSync(draft, next);
  return next;
}
