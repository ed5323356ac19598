import { isDeepStrictEqual } from 'node:util';
import { ResourceConflictException, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import type { FunctionConfig } from './function-config.ts';
import type { FunctionPool } from './function-pool.ts';
import type { Death } from './instance.ts';

interface Kept {
  /** `$LATEST`, version number or alias → what runs. */
  readonly pools: Map<string, FunctionPool>;
  readonly aliases: Map<string, string>;
  published: number;
}

/** Every function with its published versions and aliases, each version with instances of its own. */
export class FunctionBook {
  readonly #functions = new Map<string, Kept>();
  /** Replaced by an update. What they run goes on to its end. */
  readonly #replaced: FunctionPool[] = [];
  /** Functions whose next invocation, of whichever version, dies, and how. */
  readonly #doomed = new Map<string, Death>();
  readonly #arnStart: string;
  readonly #makePool: (config: FunctionConfig) => FunctionPool;

  /** @param arnStart `arn:aws:lambda:REGION:ACCOUNT:function:` */
  constructor(arnStart: string, makePool: (config: FunctionConfig) => FunctionPool) {
    this.#arnStart = arnStart;
    this.#makePool = (config) => this.#killable(makePool(config));
  }

  /** Makes a function, or updates its `$LATEST`: later invocations run the new code, published versions stay as they are. */
  put(config: FunctionConfig): void {
    const kept = this.#functions.get(config.name) ?? { pools: new Map(), aliases: new Map(), published: 0 };
    const before = kept.pools.get(config.version);
    if (before !== undefined) this.#replaced.push(before);
    kept.pools.set(config.version, this.#makePool(config));
    this.#functions.set(config.name, kept);
  }

  /**
   * Publishes code and configuration of `$LATEST` under the next number, for good.
   *
   * @throws {ResourceConflictException} nothing has changed since the last version: CloudFormation makes no second one.
   * @throws {ResourceNotFoundException} there is no such function.
   */
  publish(functionName: string): FunctionConfig {
    const { config } = this.find(functionName, '$LATEST');
    const kept = this.#known(config.name);
    const last = kept.pools.get(String(kept.published))?.config;
    if (last !== undefined && isDeepStrictEqual({ ...last, version: '$LATEST' }, config)) {
      const message = `A version for this Lambda function exists ( ${kept.published} ). Modify the function to create a new version.`;
      throw new ResourceConflictException({ message, Type: 'User', $metadata: { httpStatusCode: 409 } });
    }
    kept.published += 1;
    const version = { ...config, version: String(kept.published) };
    kept.pools.set(version.version, this.#makePool(version));
    return version;
  }

  /** Has a name of a function lead to one of its versions, from now on. */
  alias(functionName: string, alias: string, version: string): void {
    const { config } = this.find(functionName, version);
    this.#known(config.name).aliases.set(alias, config.version);
  }

  /**
   * By name, partial ARN or ARN, with a qualifier in it or beside it; without one it is `$LATEST`.
   *
   * @throws {ResourceNotFoundException} no such function, version or alias.
   */
  find(functionName: string, qualifier?: string): FunctionPool {
    const parts = functionName.split(':');
    const [name = '', own] = parts.slice(parts.indexOf('function') + 1);
    const asked = qualifier ?? own ?? '$LATEST';
    const kept = this.#functions.get(name);
    const pool = kept?.pools.get(kept.aliases.get(asked) ?? asked);
    if (pool === undefined) throw notFound(`${this.#arnStart}${name}${(qualifier ?? own) === undefined ? '' : `:${asked}`}`);
    return pool;
  }

  /** `$LATEST` of every function. */
  latest(): readonly FunctionConfig[] {
    return [...this.#functions.values()].flatMap(({ pools }) => pools.get('$LATEST')?.config ?? []);
  }

  /** The running invocations of every version, or the next one of any of them, die: they fail at once, or never return. */
  kill(functionName: string, which: 'current' | 'next', death: Death): void {
    const { name } = this.find(functionName).config;
    if (which === 'next') this.#doomed.set(name, death);
    else for (const pool of this.#poolsOf(name)) pool.kill(which, death);
  }

  stop(): void {
    for (const name of this.#functions.keys()) for (const pool of this.#poolsOf(name)) pool.stop();
  }

  #poolsOf(name: string): readonly FunctionPool[] {
    return [...this.#known(name).pools.values(), ...this.#replaced.filter(({ config }) => config.name === name)];
  }

  #killable(pool: FunctionPool): FunctionPool {
    return {
      ...pool,
      invoke: (event, requestId) => {
        const death = this.#doomed.get(pool.config.name);
        this.#doomed.delete(pool.config.name);
        if (death !== undefined) pool.kill('next', death);
        return pool.invoke(event, requestId);
      },
    };
  }

  #known(name: string): Kept {
    const kept = this.#functions.get(name);
    if (kept === undefined) throw notFound(`${this.#arnStart}${name}`);
    return kept;
  }
}

function notFound(arn: string): ResourceNotFoundException {
  return new ResourceNotFoundException({ message: `Function not found: ${arn}`, Type: 'User', $metadata: { httpStatusCode: 404 } });
}
