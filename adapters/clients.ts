import { world } from './world.ts';

/** How every client behaves: three tries with jitter, and no try may outlive a state's patience. Milliseconds where named so. */
const settings = {
  retryMode: 'standard',
  maxAttempts: 3,
  // A refused connection shows at once; a slow answer must leave time for a second try inside a 30-second function.
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 6_000, throwOnRequestTimeout: true },
} as const;

interface SdkClient {
  readonly middlewareStack: unknown;
}

const made = new Map<unknown, SdkClient>();

/**
 * The one client of its class in this process, made when first asked for.
 *
 * In the one-machine world it is handed to the world, which answers its commands before credentials or a region are looked up.
 *
 * @example client(ECSClient)
 */
export function client<C extends SdkClient>(Client: new (config: typeof settings) => C): C {
  const existing = made.get(Client);
  if (existing instanceof Client) return existing;
  const fresh = new Client(settings);
  world()?.use(fresh);
  made.set(Client, fresh);
  return fresh;
}
