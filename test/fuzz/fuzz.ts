import fc from 'fast-check';
import { expect } from 'vitest';
import { SluiceError } from '../../core/errors.ts';
import { shortened } from '../../core/shown.ts';
import { watchMemory } from './bounded-memory.ts';
import { bounds } from './bounds.ts';
import { watchBuiltIns } from './built-ins.ts';

/** What one case came to: an answer, or an error that has a name of its own. */
export type Outcome<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly error: SluiceError };

/** How long all cases of a test may take, in milliseconds: a busy machine is ten times slower than an idle one. */
export const fuzzTimeoutMs = 240_000 * Math.max(1, Number(process.env.SLUICE_FUZZ_CASES ?? 1));

const { SLUICE_FUZZ_CASES = '1', SLUICE_FUZZ_SEED = '20261122', SLUICE_FUZZ_PATH } = process.env;

const { slowestMs, triesMax } = bounds;

/** The longest message of an error: a list of 25 problems of a declaration. Inputs are up to a megabyte. */
const longestMessage = 12_000;

/**
 * Runs a property over many hostile inputs and checks what holds for all of them: no error without a name of ours, no message longer
 * than a page, no built-in that changed, no case that takes long, and no memory that cases keep.
 *
 * `SLUICE_FUZZ_CASES=20` runs twenty times as many cases, `SLUICE_FUZZ_SEED` other ones; a failure prints the seed and the path that
 * replay it (`SLUICE_FUZZ_SEED=… SLUICE_FUZZ_PATH=… npx vitest run <file> -t '<title>'`).
 *
 * @param run does the whole case with parts of its own, so that it can be repeated.
 * @param check what must hold besides.
 */
export async function fuzz<Input, Answer>(
  inputs: fc.Arbitrary<Input>,
  cases: number,
  run: (input: Input) => Answer | Promise<Answer>,
  check: (outcome: Outcome<Awaited<Answer>>, input: Input) => void = () => {},
): Promise<void> {
  const changed = watchBuiltIns();
  const memory = watchMemory();
  const property = fc.asyncProperty(inputs, async (input) => {
    const outcome = await quick(() => attempt(run, input));
    const overwritten = changed();
    // Compared first: an assertion costs more than most cases.
    if (overwritten !== undefined) expect(overwritten, 'what every object inherits').toBeUndefined();
    check(outcome, input);
    memory.afterCase();
  });
  const numRuns = Math.ceil(cases * Number(SLUICE_FUZZ_CASES));
  const replay = SLUICE_FUZZ_PATH === undefined ? {} : { path: SLUICE_FUZZ_PATH };
  const details = await fc.check(property, { seed: Number(SLUICE_FUZZ_SEED), numRuns, ...replay });
  if (details.failed) throw new FuzzFailure(details);
  memory.atEnd();
}

/** A found case: what replays it, and the smallest input as far as a terminal shows it. */
class FuzzFailure extends Error {
  constructor({ seed, counterexamplePath, numRuns, counterexample, errorInstance }: Found) {
    const replay = `SLUICE_FUZZ_SEED=${seed} SLUICE_FUZZ_PATH=${counterexamplePath}`;
    super(`case ${numRuns} fails, ${replay} replays it\n${inputOf(counterexample)}\n${causesOf(errorInstance).join('\nbecause of ')}`);
  }
}

function inputOf(counterexample: unknown): string {
  try {
    return shortened(fc.stringify(counterexample), 4_000);
  } catch {
    return 'an input that nests too deep to be shown';
  }
}

/** Its own causes would be printed whole, inputs of a megabyte included. */
function causesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [shortened(String(error), 1_000)];
  const [, ...frames] = (error.stack ?? '').split('\n    at ');
  const described = `${error.name}: ${shortened(error.message, 1_000)}${frames
    .slice(0, 8)
    .map((frame) => `\n    at ${frame}`)
    .join('')}`;
  return [described, ...(error.cause === undefined ? [] : causesOf(error.cause))];
}

interface Found {
  readonly seed: number;
  readonly counterexamplePath: string | null;
  readonly numRuns: number;
  readonly counterexample: unknown;
  readonly errorInstance: unknown;
}

async function attempt<Input, Answer>(run: (input: Input) => Answer | Promise<Answer>, input: Input): Promise<Outcome<Awaited<Answer>>> {
  try {
    return { kind: 'answered', answer: await run(input) };
  } catch (error) {
    if (!(error instanceof SluiceError) || error.fault === 'defect') throw error;
    // What is wrong, and after a colon or a semicolon what to do about it.
    const isUsable = error.message.length <= longestMessage && /^.{3,}?[:;] .{3}/s.test(error.message);
    if (!isUsable) throw new Error(`${error.name} says nothing that helps, in ${error.message.length} characters`, { cause: error });
    return { kind: 'refused', error };
  }
}

/** The first try may compile code or meet a garbage collection, and other work on this machine makes one slow: never all of them. */
async function quick<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
    const result = await work();
    const tookMs = Math.min(performance.now() - startedAt, process.cpuUsage(cpu).user / 1_000);
    if (tookMs <= slowestMs) return result;
    if (tries === triesMax) expect(tookMs).toBeLessThanOrEqual(slowestMs);
  }
}

/** Fails for a value that inherited anything but what every object and list inherits. */
export function expectPlain(value: unknown): void {
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null || next instanceof Date || next instanceof Map || next instanceof Set) continue;
    const prototype: unknown = Object.getPrototypeOf(next);
    if (prototype !== Object.prototype && prototype !== Array.prototype) expect(prototype).toBeNull();
    pending.push(...Object.values(next));
  }
}
