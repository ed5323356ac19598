import { Agent, request } from 'node:http';
import type { ProbeAnswer } from '../aws/elb/target-health.ts';
import type { Probe } from '../aws/elb/target-registry.ts';

/**
 * Health checks over HTTP, each on a connection of its own. A process answers in wall time however fast the world's clock runs, so the
 * timeout is `wallTimeoutMs` of wall time and not the target group's.
 */
export function httpProbe({ wallTimeoutMs = 2_000 }: { readonly wallTimeoutMs?: number } = {}): Probe {
  const agent = new Agent({ keepAlive: false });
  return ({ host, port }, { path }) =>
    new Promise<ProbeAnswer>((resolve) => {
      const asking = request({ agent, host, port, path, headers: { 'user-agent': 'ELB-HealthChecker/2.0' } }, (response) => {
        response.resume();
        resolve({ kind: 'status', status: response.statusCode ?? 0 });
      });
      asking.setTimeout(wallTimeoutMs, () => {
        resolve({ kind: 'timeout' });
        asking.destroy();
      });
      asking.once('error', () => resolve({ kind: 'refused' }));
      asking.end();
    });
}
