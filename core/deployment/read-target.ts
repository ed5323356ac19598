import { InvalidInputError } from '../errors.ts';
import { readString, valueAt } from '../input.ts';
import { shown } from '../shown.ts';

const digest = /^sha256:[0-9a-f]{64}$/;
const taskDefinition = /^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:task-definition\/)?[A-Za-z0-9_-]{1,255}(:[1-9][0-9]{0,8})?$/;

/** The digest of an image. @throws {InvalidInputError} the field is absent, or a tag or anything else that may move. */
export function readImageDigest(input: unknown, path: string): string {
  return read(input, path, digest, 'give a digest such as sha256: and 64 hexadecimal digits');
}

/** Like {@link readImageDigest} for a field that may be absent or null. */
export function readOptionalImageDigest(input: unknown, path: string): string | undefined {
  return isAbsent(input, path) ? undefined : readImageDigest(input, path);
}

/** A task definition by ARN, or family with or without a revision; the field may be absent or null. @throws {InvalidInputError} */
export function readTaskDefinitionArn(input: unknown, path: string): string | undefined {
  return isAbsent(input, path) ? undefined : read(input, path, taskDefinition, 'give the ARN of a task definition');
}

function read(input: unknown, path: string, form: RegExp, fix: string): string {
  const text = readString(input, path);
  if (form.test(text)) return text;
  throw new InvalidInputError(`${path} is ${shown(text)}: ${fix}`);
}

function isAbsent(input: unknown, path: string): boolean {
  return (valueAt(input, path) ?? undefined) === undefined;
}
