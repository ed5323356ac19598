import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

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

/** Stands for the pre-signed S3 URLs that custom resources answer to: an HTTP server on the loopback address. */
export interface Responder {
  expect(): PendingAnswer;
  close(): Promise<void>;
}

/** Starts a responder on a free port of 127.0.0.1. An answer is taken once per URL; others get 404. */
export async function startResponder(): Promise<Responder> {
  const waiting = new Map<string, (answer: ResourceAnswer) => void>();
  const server = createServer(async (request, response) => {
    const accept = waiting.get(request.url ?? '');
    if (request.method !== 'PUT' || accept === undefined) return response.writeHead(404).end();
    waiting.delete(request.url ?? '');
    accept(await readAnswer(request));
    return response.writeHead(200).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  let requests = 0;
  return {
    expect: () => {
      requests += 1;
      const path = `/custom-resource-${requests}`;
      const { promise, resolve } = Promise.withResolvers<ResourceAnswer>();
      waiting.set(path, resolve);
      return {
        url: `http://127.0.0.1:${port}${path}`,
        requestId: `request-${requests}`,
        answer: promise,
        answered: () => !waiting.has(path),
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function readAnswer(request: IncomingMessage): Promise<ResourceAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return { Status: 'FAILED', Reason: 'the function answered with something that is not JSON' };
  }
}
