import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openSite, type Site } from '../in-process-sites.ts';

/** What the function behind a custom resource answers. */
export interface ResourceAnswer {
  readonly Status: string;
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly Data?: Readonly<Record<string, unknown>>;
}

/** One answer that is being waited for. */
export interface PendingAnswer {
  readonly url: string;
  readonly requestId: string;
  readonly answer: Promise<ResourceAnswer>;
  answered(): boolean;
}

/**
 * Stands for the pre-signed S3 URLs that custom resources answer to: an HTTP server on the loopback address, which a function's `fetch`
 * reaches without a socket.
 */
export interface Responder {
  expect(): PendingAnswer;
  close(): Promise<void>;
}

/** Starts a responder on a free port of 127.0.0.1. An answer is taken once per URL; others get 404. */
export async function startResponder(): Promise<Responder> {
  const waiting = new Map<string, (answer: ResourceAnswer) => void>();
  const site: Site = ({ method, path, body }) => {
    const accept = waiting.get(path);
    if (method !== 'PUT' || accept === undefined) return 404;
    waiting.delete(path);
    accept(readAnswer(body));
    return 200;
  };
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '' } = request;
    return response.writeHead(site({ method, path, body: await bodyOf(request) })).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const closeSite = openSite(origin, site);
  let requests = 0;
  return {
    expect: () => {
      requests += 1;
      const path = `/custom-resource-${requests}`;
      const { promise, resolve } = Promise.withResolvers<ResourceAnswer>();
      waiting.set(path, resolve);
      return {
        url: `${origin}${path}`,
        requestId: `request-${requests}`,
        answer: promise,
        answered: () => !waiting.has(path),
      };
    },
    close: async () => {
      closeSite();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function readAnswer(body: string): ResourceAnswer {
  try {
    return JSON.parse(body);
  } catch {
    return { Status: 'FAILED', Reason: 'the function answered with something that is not JSON' };
  }
}
