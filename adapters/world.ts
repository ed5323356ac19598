/**
 * The one seam between the shipped code and the one-machine world.
 *
 * In AWS nothing sets the symbol and every function gets the real SDK and the real clock. The local world sets it while it
 * loads a function bundle; each bundle captures it once, at load, so that every function keeps its own identity.
 */
export interface World {
  now(): Date;
  /** Resolves after milliseconds of the world's time. */
  sleep(ms: number): Promise<void>;
  /** Middleware for every SDK client the function makes: it answers commands in place of AWS. The client tries so often in all. */
  use(client: { readonly middlewareStack: unknown }, tries?: number): void;
}

const worldKey = Symbol.for('sluice.world');
const captured = (globalThis as Record<symbol, unknown>)[worldKey] as World | undefined;

/** The world this code was loaded into; undefined in AWS. */
export function world(): World | undefined {
  return captured;
}

/** The clock of the world this code runs in. */
export function now(): Date {
  return captured?.now() ?? new Date();
}

/** Resolves after milliseconds of the world this code runs in. */
export function sleep(ms: number): Promise<void> {
  return captured?.sleep(ms) ?? new Promise((resolve) => setTimeout(resolve, ms));
}

/** Aborts after seconds of the world this code runs in. */
export function patience(seconds: number): AbortSignal {
  if (captured === undefined) return AbortSignal.timeout(seconds * 1_000);
  const controller = new AbortController();
  void captured.sleep(seconds * 1_000).then(() => controller.abort());
  return controller.signal;
}
