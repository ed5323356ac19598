import { createSocket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sendSpan } from '../../adapters/trace.ts';

const span = {
  name: 'next-step',
  startedAtMs: 1_500,
  endedAtMs: 2_250,
  failed: false,
  annotations: { deploymentId: 'orders-1', outcome: 'shift' },
};
const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const daemon = createSocket('udp4');
const received: string[] = [];

beforeEach(async () => {
  received.length = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function listening(): Promise<string> {
  daemon.on('message', (message) => received.push(message.toString()));
  await new Promise<void>((resolve) => daemon.bind(0, '127.0.0.1', resolve));
  daemon.unref();
  return `127.0.0.1:${daemon.address().port}`;
}

describe('sendSpan', () => {
  it('sends nothing without a daemon, without a trace, or when the trace is not sampled', async () => {
    const socket = vi.spyOn(daemon, 'send');
    await sendSpan(span);
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', '127.0.0.1:9');
    await sendSpan(span);
    vi.stubEnv('_X_AMZN_TRACE_ID', header.replace('Sampled=1', 'Sampled=0'));
    await sendSpan(span);
    expect(socket).not.toHaveBeenCalled();
  });

  it('adds a subsegment with its annotations to the trace of the invocation', async () => {
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', await listening());
    vi.stubEnv('_X_AMZN_TRACE_ID', header);
    await sendSpan(span);
    await sendSpan({ ...span, failed: true });
    await vi.waitFor(() => expect(received).toHaveLength(2));
    const [format, document = ''] = received[0]?.split('\n') ?? [];
    expect(format).toBe('{"format":"json","version":1}');
    const subsegment = {
      ...{ type: 'subsegment', id: expect.stringMatching(/^[0-9a-f]{16}$/), name: 'next-step', start_time: 1.5, end_time: 2.25 },
      ...{ trace_id: '1-5759e988-bd862e3fe1be46a994272793', parent_id: '53995c3f42cd8ad8', annotations: span.annotations },
    };
    expect(JSON.parse(document)).toEqual(subsegment);
    expect(JSON.parse(received[1]?.split('\n')[1] ?? '')).toEqual({ ...subsegment, fault: true });
    daemon.close();
  });
});
