import type { AddressInfo } from 'node:net';
import type { Behaviour } from './behaviour.ts';
import { createStorefront } from './storefront.ts';
import versions from './versions.json' with { type: 'json' };
import { Vitals } from './vitals.ts';

const version = process.env.STOREFRONT_VERSION ?? '1.0.0';
const behaviour = (versions as Readonly<Record<string, unknown>>)[version] as Behaviour | undefined;
if (behaviour === undefined) {
  say(`unknown version ${version}: set STOREFRONT_VERSION to one of ${Object.keys(versions).join(', ')}`);
  process.exit(2);
}
if (behaviour.behaviour === 'crash-at-start') {
  say('cannot read the catalogue: giving up');
  process.exit(1);
}

const vitals = new Vitals();
const server = createStorefront({ version, behaviour, vitals, random: Math.random, crash: () => process.exit(1) });
const reporting = setInterval(report, Number(process.env.METRICS_INTERVAL_MS ?? 5_000));

// Loopback unless told otherwise: the Dockerfile opens it to the load balancer.
server.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? '127.0.0.1', () => {
  say('listening', { port: (server.address() as AddressInfo).port });
});

// ECS sends SIGTERM after the load balancer stopped sending: finish what is open, say the last numbers, leave with 0.
process.once('SIGTERM', () => {
  say('draining');
  clearInterval(reporting);
  server.close(report);
});

function report(): void {
  process.stdout.write(`${vitals.takeLine(new Date(), version)}\n`);
}

function say(message: string, more: object = {}): void {
  process.stdout.write(`${JSON.stringify({ message, version, ...more })}\n`);
}
