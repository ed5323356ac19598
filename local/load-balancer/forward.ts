import { type Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Target } from '../aws/elb/target-registry.ts';
import type { Ending } from './request-metrics.ts';

/** Headers that belong to one connection and are not passed on. */
const hopByHop = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/** How one request is forwarded. */
export interface Forwarding {
  readonly agent: Agent;
  readonly target: Target;
  readonly idleTimeoutMs: number;
  /** Added to the response, e.g. a stickiness cookie. */
  readonly setCookie: string | undefined;
}

/**
 * Sends a request to a target and its answer to the client; resolves when it is over, in whatever way, and never rejects.
 *
 * A kept-alive connection may be closed by the target at the moment it is used again. Such a request was not seen by the target;
 * one without a body is sent again on another connection.
 */
export function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  forwarding: Forwarding,
): Promise<Ending | { readonly kind: 'client-left' }> {
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const bodyless = incoming.headers['content-length'] === undefined && incoming.headers['transfer-encoding'] === undefined;
    const attempt = () => {
      let connected = false;
      let timedOut = false;
      const toTarget = open(incoming, forwarding);
      const leave = () => {
        toTarget.destroy();
        resolve({ kind: 'client-left' });
      };
      outgoing.once('close', leave);
      toTarget.once('socket', (socket) => {
        connected = toTarget.reusedSocket;
        if (!connected) socket.once('connect', () => (connected = true));
      });
      toTarget.once('timeout', () => {
        timedOut = true;
        toTarget.destroy();
      });
      toTarget.once('error', () => {
        outgoing.off('close', leave);
        if (outgoing.destroyed) return resolve({ kind: 'client-left' });
        if (toTarget.reusedSocket && bodyless && !timedOut && !outgoing.headersSent) return attempt();
        resolve(failed(outgoing, timedOut ? 504 : 502, connected));
      });
      toTarget.once('response', (response) => {
        const responseSeconds = (performance.now() - startedMs) / 1_000;
        outgoing.writeHead(response.statusCode ?? 502, responseHeaders(response.headers, forwarding.setCookie));
        response.pipe(outgoing);
        response.once('error', () => outgoing.destroy());
        outgoing.off('close', leave);
        outgoing.once('close', () => {
          if (outgoing.writableFinished) return resolve({ kind: 'answered', status: response.statusCode ?? 502, responseSeconds });
          resolve(cutShort(response));
          toTarget.destroy();
        });
      });
      if (bodyless) toTarget.end();
      else incoming.pipe(toTarget);
    };
    attempt();
  });
}

function open(incoming: IncomingMessage, { agent, target, idleTimeoutMs }: Forwarding): ClientRequest {
  return request({
    agent,
    host: target.host,
    port: target.port,
    method: incoming.method,
    path: incoming.url,
    headers: requestHeaders(incoming),
    timeout: idleTimeoutMs,
  });
}

/** A response that broke off half-way is the target's failure when the target closed, the client's leaving when not. */
function cutShort(response: IncomingMessage): Ending | { readonly kind: 'client-left' } {
  return response.complete || !response.destroyed ? { kind: 'client-left' } : { kind: 'failed', status: 502, connected: true };
}

function failed(outgoing: ServerResponse, status: 502 | 504, connected: boolean): Ending {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.writeHead(status, { 'content-type': 'text/plain' }).end(status === 502 ? 'Bad Gateway' : 'Gateway Time-out');
  return { kind: 'failed', status, connected };
}

function requestHeaders(incoming: IncomingMessage): IncomingHttpHeaders {
  const headers = withoutHopByHop(incoming.headers);
  const seen = incoming.headers['x-forwarded-for'];
  const client = incoming.socket.remoteAddress ?? '';
  headers['x-forwarded-for'] = seen === undefined ? client : `${seen}, ${client}`;
  headers['x-forwarded-proto'] = 'http';
  if (incoming.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  return headers;
}

function responseHeaders(from: IncomingHttpHeaders, setCookie: string | undefined): IncomingHttpHeaders {
  const headers = withoutHopByHop(from);
  if (setCookie !== undefined) headers['set-cookie'] = [...(from['set-cookie'] ?? []), setCookie];
  return headers;
}

function withoutHopByHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = { ...headers };
  for (const name of hopByHop) delete kept[name];
  return kept;
}
