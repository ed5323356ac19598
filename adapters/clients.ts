import { world } from './world.ts';

/** How every client behaves: three tries with jitter, and no try may outlive a state's patience. Milliseconds where named so. */
const patient = {
  retryMode: 'standard',
  maxAttempts: 3,
  // A refused connection shows at once; a slow answer must leave time for a second try inside a 30-second function.
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 6_000, throwOnRequestTimeout: true },
} as const;

/** For what is only asked when it answers at once: one short try. */
const hurried = { ...patient, maxAttempts: 1, requestHandler: { ...patient.requestHandler, requestTimeout: 1_000 } } as const;

/** For a sweep of everything: what does not answer in five seconds is asked in the next minute, and keeps nobody else waiting. */
const brisk = { ...patient, requestHandler: { ...patient.requestHandler, requestTimeout: 1_500 } } as const;

/** For what ends a deployment: six tries take seconds when they are refused, and one that gets no answer leaves time for the next. */
const insistent = { ...patient, maxAttempts: 6, requestHandler: { ...patient.requestHandler, requestTimeout: 4_000 } } as const;

const settings = { patient, brisk, hurried, insistent };

/** How much a client tries. */
export type Pace = keyof typeof settings;

type Settings = (typeof settings)[Pace];

interface SdkClient {
  readonly middlewareStack: unknown;
}

const made: Readonly<Record<Pace, Map<unknown, SdkClient>>> = {
  patient: new Map(),
  brisk: new Map(),
  hurried: new Map(),
  insistent: new Map(),
};

/**
 * The one client of its class and pace in this process, made when first asked for.
 *
 * In the one-machine world it is handed to the world, which answers its commands before credentials or a region are looked up.
 *
 * @example client(ECSClient)
 */
export function client<C extends SdkClient>(Client: new (config: Settings) => C, pace: Pace = 'patient'): C {
  const existing = made[pace].get(Client);
  if (existing instanceof Client) return existing;
  const fresh = new Client(settings[pace]);
  world()?.use(fresh, settings[pace].maxAttempts);
  made[pace].set(Client, fresh);
  return fresh;
}
