import { connect, createServer } from 'node:net';

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

/** Resolves when something accepts connections on the port of 127.0.0.1, or after `limitMs` of wall time. */
export async function untilListening(port: number, limitMs: number): Promise<void> {
  const until = performance.now() + limitMs;
  while (performance.now() < until && !(await accepts(port))) await new Promise((resolve) => setTimeout(resolve, 15));
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
