import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type Behaviour, type Treatment, treatHealthCheck, treatPage } from './behaviour.ts';
import type { Vitals } from './vitals.ts';

const pages: Readonly<Record<string, object>> = {
  '/': { page: 'home', message: 'welcome to the storefront' },
  '/products': { page: 'products', products: ['barrel', 'crate', 'lantern'] },
  '/checkout': { page: 'checkout', message: 'thank you' },
};

/** What a storefront is made of: its version, what that version does, where its numbers go, and how it ends itself. */
export interface StorefrontNeeds {
  readonly version: string;
  readonly behaviour: Behaviour;
  readonly vitals: Vitals;
  readonly random: () => number;
  readonly crash: () => void;
}

/** The storefront as a server that does not listen yet. Every answer carries `x-storefront-version`. */
export function createStorefront({ version, behaviour, vitals, random, crash }: StorefrontNeeds): Server {
  let requests = 0;
  let checks = 0;
  const server = createServer((request, response) => {
    const arrivedMs = performance.now();
    response.setHeader('x-storefront-version', version);
    const answer = (status: number, body: object) => {
      // While draining, a connection that stayed open would keep the process from leaving.
      if (!server.listening) response.setHeader('connection', 'close');
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const treat = (treatment: Treatment, body: object) => {
      if (treatment.kind === 'crash') crash();
      else if (treatment.delayMs === 0) answer(treatment.status, body);
      else setTimeout(answer, treatment.delayMs, treatment.status, body);
    };
    const path = pathOf(request);
    if (path === '/health') {
      checks += 1;
      treat(treatHealthCheck(behaviour, checks), { page: 'health' });
      return;
    }
    requests += 1;
    const page = pages[path];
    response.once('finish', () => vitals.note(response.statusCode, performance.now() - arrivedMs));
    if (page === undefined) answer(404, { page: 'unknown' });
    else treat(treatPage(behaviour, requests, { fate: random(), pace: random() }), page);
  });
  // Longer than the load balancer keeps an idle connection (60 s): the side that reuses a connection must be the one that closes it.
  server.keepAliveTimeout = 75_000;
  return server;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}
