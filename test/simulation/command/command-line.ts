/**
 * A command as people type it, for the page that it writes. Its words need no quotes: what may be written is asked for in digits, commas and
 * plain names.
 */
export function commandLine(name: string, args: readonly string[]): string {
  return [name, ...(args.length > 0 ? ['--'] : []), ...args].join(' ');
}
