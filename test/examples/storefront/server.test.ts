import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';

const folder = new URL('../../../examples/storefront/', import.meta.url);
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

describe('the storefront process', () => {
  it('serves its pages and its health with its version in a header', async () => {
    const shop = await start('1.0.0');
    expect(await fetchFrom(shop.port, '/')).toMatchObject({ status: 200, version: '1.0.0' });
    expect(await fetchFrom(shop.port, '/products?page=2')).toMatchObject({ status: 200, version: '1.0.0' });
    expect(await fetchFrom(shop.port, '/checkout')).toMatchObject({ status: 200, version: '1.0.0' });
    expect(await fetchFrom(shop.port, '/health')).toMatchObject({ status: 200, version: '1.0.0' });
    expect(await fetchFrom(shop.port, '/toString')).toMatchObject({ status: 404, version: '1.0.0' });
  });

  it('finishes an open request after SIGTERM, takes no new one, reports its numbers and exits 0', async () => {
    const shop = await start('1.3.0');
    await Promise.all(Array.from({ length: 50 }, () => fetchFrom(shop.port, '/')));
    const keepAlive = new Agent({ keepAlive: true });
    const open = fetchFrom(shop.port, '/', keepAlive);
    await fetchFrom(shop.port, '/health'); // answered after the slow one was read: the server takes requests in order
    shop.child.kill('SIGTERM');
    expect(await open).toMatchObject({ status: 200 });
    expect(await shop.exit).toEqual([0, null]);
    await expect(fetchFrom(shop.port, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(shop.lines.at(-1)).toMatchObject({ Service: 'storefront', Version: '1.3.0', Requests: 51, Errors: 0 });
  });

  it('exits 1 before it listens when its version crashes at start', async () => {
    const shop = spawnVersion('1.4.0');
    expect(await shop.exit).toEqual([1, null]);
    expect(shop.lines).toEqual([{ message: 'cannot read the catalogue: giving up', version: '1.4.0' }]);
  });

  it('exits 1 under load when its version cannot bear it', async () => {
    const shop = await start('1.5.0');
    await Promise.all(Array.from({ length: 150 }, () => fetchFrom(shop.port, '/')));
    await expect(fetchFrom(shop.port, '/')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await shop.exit).toEqual([1, null]);
  });

  it('turns unhealthy after the checks it can bear when it leaks', async () => {
    const shop = await start('1.6.0');
    const statuses: number[] = [];
    for (let check = 0; check < 10; check += 1) statuses.push((await fetchFrom(shop.port, '/health')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 503, 503]);
    expect(await fetchFrom(shop.port, '/')).toMatchObject({ status: 200 });
  });

  it('exits 2 and names the versions it knows when it is asked for another', async () => {
    const shop = spawnVersion('9.9.9');
    expect(await shop.exit).toEqual([2, null]);
    expect(shop.lines[0]?.message).toContain('set STOREFRONT_VERSION to one of 1.0.0, ');
  });
});

function spawnVersion(version: string) {
  const child = spawn(process.execPath, ['server.ts'], {
    cwd: folder,
    env: { ...process.env, STOREFRONT_VERSION: version, PORT: '0', METRICS_INTERVAL_MS: '60000' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const lines: Record<string, unknown>[] = [];
  const reader = createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line)));
  const exit = Promise.all([once(child, 'exit'), once(reader, 'close')]).then(([ended]) => ended);
  return { child, reader, lines, exit };
}

async function start(version: string) {
  const shop = spawnVersion(version);
  await once(shop.reader, 'line');
  return { ...shop, port: Number(shop.lines[0]?.port) };
}

function fetchFrom(port: number, path: string, agent: Agent | false = false): Promise<{ status: number; version: string }> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent }, (response) => {
      response.resume().once('end', () => {
        resolve({ status: response.statusCode ?? 0, version: String(response.headers['x-storefront-version']) });
      });
    }).once('error', reject);
  });
}
