import { UnmodelledCallError } from '../aws/aws-calls.ts';
import { isObject } from './template.ts';
import { isPlain } from './template-json.ts';

/** Reads the value of an SSM parameter. */
export type ReadParameter = (name: string) => Promise<string>;

const reference = /\{\{resolve:([^:}]+):([^}]*)\}\}/g;

/**
 * Replaces the dynamic references `{{resolve:ssm:name}}` and `{{resolve:ssm:name:version}}` inside a resolved value.
 *
 * @throws {UnmodelledCallError} a reference to another service than SSM.
 */
export async function resolveDynamicReferences(value: unknown, read: ReadParameter): Promise<unknown> {
  if (!holdsReference(value)) return value;
  if (typeof value === 'string') return replaceAll(value, read);
  if (Array.isArray(value)) return Promise.all(value.map((item) => resolveDynamicReferences(item, read)));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(async ([key, member]) => [key, await resolveDynamicReferences(member, read)] as const);
  return Object.fromEntries(await Promise.all(members));
}

function holdsReference(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{resolve:');
  if (typeof value !== 'object' || value === null || isPlain(value)) return false;
  return Object.values(value).some(holdsReference);
}

async function replaceAll(text: string, read: ReadParameter): Promise<string> {
  let result = text;
  for (const [whole, service, rest = ''] of text.matchAll(reference)) {
    if (service !== 'ssm') throw new UnmodelledCallError(`dynamic reference ${whole}`);
    const value = await read(rest);
    result = result.replace(whole, () => value);
  }
  return result;
}
