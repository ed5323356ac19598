import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { type LoadSecond, startLoad } from '../../../cli/load/start-load.ts';
import { InvalidInputError } from '../../../core/errors.ts';

const servers: Server[] = [];

afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

// Side by side: each of them mostly waits for real seconds to pass.
describe.concurrent('startLoad', () => {
  it('sends at the rate asked for over few connections, and counts every request once', async () => {
    const connections = new Set();
    const url = await serve((request, response) => {
      connections.add(request.socket);
      response.setHeader('x-storefront-version', request.url === '/bad' ? '2.0.0' : '1.0.0');
      response.writeHead(request.url === '/bad' ? 500 : 200).end();
    });
    const seconds: LoadSecond[] = [];
    const summary = await startLoad({ url, ratePerSecond: 300, paths: ['/', '/', '/bad'], longestSeconds: 2 }, (second) =>
      seconds.push(second),
    ).summary;

    expect(summary).toMatchObject({ seconds: 2, dropped: {}, unsent: 0 });
    expect(Math.abs(summary.sent - 600)).toBeLessThanOrEqual(1);
    expect(summary.versions.map(({ version, failed, byStatus }) => [version, failed, Object.keys(byStatus)])).toEqual([
      ['1.0.0', 0, ['200']],
      ['2.0.0', summary.versions[1]?.answered, ['500']],
    ]);
    expect(sum(summary.versions.map(({ answered }) => answered))).toBe(summary.sent);
    expect(sum(seconds.map(({ sent }) => sent))).toBe(summary.sent);
    expect(sum(seconds.flatMap(({ versions }) => versions.map(({ answered }) => answered)))).toBe(summary.sent);
    expect(connections.size).toBeLessThan(100);
  });

  it('keeps its rate when answers are slow, and says what was not sent above its bound', async () => {
    const url = await serve((_, response) => setTimeout(() => response.end(), 800));
    const summary = await startLoad({ url, ratePerSecond: 100, openMax: 50, longestSeconds: 1 }).summary;
    expect(summary.sent + summary.unsent).toBeGreaterThanOrEqual(99);
    expect(summary.unsent).toBeGreaterThan(20);
    expect(summary.versions[0]?.latenciesMs.p50).toBeGreaterThanOrEqual(790);
  });

  it('counts requests without an answer as dropped, by reason', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/reset') response.destroy();
      else if (request.url === '/cut') response.writeHead(200, { 'content-length': 10 }).write('half', () => response.destroy());
    });
    const load = startLoad({ url, ratePerSecond: 60, paths: ['/never', '/reset', '/cut'], timeoutMs: 200, longestSeconds: 1 });
    const { sent, dropped, versions } = await load.summary;
    expect(versions).toEqual([]);
    expect(Object.keys(dropped).toSorted()).toEqual(['ECONNRESET', 'timeout']);
    expect(sum(Object.values(dropped))).toBe(sent);
  });

  it('counts refused connections as dropped', async () => {
    const url = await serve(() => undefined);
    await new Promise((closed) => servers.find((server) => url.endsWith(`:${portOf(server)}`))?.close(closed));
    const { sent, dropped } = await startLoad({ url, ratePerSecond: 50, longestSeconds: 1 }).summary;
    expect(dropped).toEqual({ ECONNREFUSED: sent });
  });

  it('stops when it is told to, after the open requests are answered', async () => {
    const url = await serve((_, response) => setTimeout(() => response.end(), 300));
    let enough = () => {};
    const oneSecond = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const load = startLoad({ url, ratePerSecond: 100 }, enough);
    await oneSecond;
    const summary = await load.stop();
    expect(summary.seconds).toBeLessThan(3);
    expect(summary.versions[0]?.answered).toBe(summary.sent);
    expect(await load.stop()).toEqual(summary);
  });

  it('says so when its process dies', async () => {
    const load = startLoad({ url: await serve((_, response) => response.end()) });
    process.kill(load.pid ?? 0, 'SIGKILL');
    await expect(load.summary).rejects.toMatchObject({ name: 'LoadLostError', message: 'the load process ended early (SIGKILL)' });
    await expect(load.stop()).rejects.toMatchObject({ name: 'LoadLostError' });
  });

  it('refuses a rate or paths it cannot use', () => {
    expect(() => startLoad({ url: 'http://127.0.0.1', ratePerSecond: 0 })).toThrow(InvalidInputError);
    expect(() => startLoad({ url: 'http://127.0.0.1', ratePerSecond: Number.NaN })).toThrow(InvalidInputError);
    expect(() => startLoad({ url: 'http://127.0.0.1', paths: [] })).toThrow('paths is empty');
  });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${portOf(server)}`;
}

function portOf(server: Server): number | undefined {
  return (server.address() as AddressInfo | null)?.port;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
