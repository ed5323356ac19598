import { parseArgs } from 'node:util';
import { shown } from '../../core/shown.ts';
import { WrongUsageError } from './wrong-usage-error.ts';

/** Every flag that a command knows, without its dashes: one with a value, or one that stands alone. */
export type Kinds = Readonly<Record<string, 'value' | 'alone'>>;

/** What was given for each flag; none for those that were not. */
export type Flags<Known extends Kinds> = { readonly [Name in keyof Known]?: Known[Name] extends 'value' ? string : true };

/**
 * Reads the words of a command line. Each flag may be given once: of two values one would be ignored.
 *
 * @throws {WrongUsageError} a word is no flag of this command, lacks its value, has one too many, or comes twice.
 */
export function readFlags<const Known extends Kinds>(args: readonly string[], known: Known): Flags<Known> {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, kind]) => [name, { type: kind === 'value' ? 'string' : 'boolean' } as const]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const given = new Map<string, string | true>();
  for (const token of tokens) {
    if (token.kind !== 'option')
      throw new WrongUsageError(`"${token.kind === 'positional' ? token.value : '--'}" belongs to no flag: leave it out`);
    const { name, rawName, value } = token;
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    if (kind === undefined) throw new WrongUsageError(`there is no flag ${rawName}: give ${list(Object.keys(known))}`);
    if (given.has(name)) throw new WrongUsageError(`${rawName} is given twice: give it once`);
    if (kind === 'value' && value === undefined) throw new WrongUsageError(`${rawName} has no value: give one after it`);
    if (kind === 'alone' && value !== undefined)
      throw new WrongUsageError(`${rawName} is ${shown(value)}: it stands alone, leave the value out`);
    given.set(name, value ?? true);
  }
  return Object.fromEntries(given) as Flags<Known>;
}

/**
 * Refuses flags of which one would be ignored.
 *
 * @param apart each flag with those that it excludes.
 * @throws {WrongUsageError} two of them were given.
 */
export function keepApart(flags: Flags<Kinds>, apart: Readonly<Record<string, readonly string[]>>): void {
  for (const [name, others] of Object.entries(apart)) {
    const other = others.find((each) => flags[name] !== undefined && flags[each] !== undefined);
    if (other !== undefined)
      throw new WrongUsageError(`${asGiven(flags, name)} and ${asGiven(flags, other)} exclude each other: leave one out`);
  }
}

function asGiven(flags: Flags<Kinds>, name: string): string {
  return flags[name] === true ? `--${name}` : `--${name} ${flags[name]}`;
}

function list(names: readonly string[]): string {
  const flags = names.map((name) => `--${name}`);
  return `${flags.slice(0, -1).join(', ')} or ${flags.at(-1)}`;
}
