import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a test server answers; `body` is sent as JSON unless it is a text. `never`: it does not answer at all. */
export type Reply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown }
  | 'never'
  | 'hang up';

/** A real HTTP server on this machine, which answers as the test says at the time. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly arrived: readonly Arrived[];
}

/** Starts one on a free port. */
export async function testServer(reply: (request: Arrived) => Reply): Promise<TestServer> {
  const arrived: Arrived[] = [];
  const server = createServer(async (incoming, response) => {
    const request = await arrivedOf(incoming);
    arrived.push(request);
    const answer = reply(request);
    if (answer === 'hang up') incoming.socket.destroy();
    if (typeof answer === 'string') return;
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, arrived, [Symbol.asyncDispose]: () => closed(server) };
}

async function arrivedOf(incoming: IncomingMessage): Promise<Arrived> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method = '', url = '', headers } = incoming;
  return { method, path: url, headers, body: Buffer.concat(chunks).toString() };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
