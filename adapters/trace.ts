import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

/** What one invocation was about, for finding its trace: annotations are searchable in X-Ray. */
export interface Span {
  readonly name: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly failed: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Adds a subsegment to the invocation's X-Ray trace: one datagram to the daemon that Lambda runs beside the function.
 *
 * Best effort: without a daemon, or when the trace is not sampled, nothing is sent, and nothing here ever fails an invocation.
 * The X-Ray SDK is not used: it would add a quarter to the largest bundle, and patch `http` for every function in the process.
 */
export async function sendSpan(span: Span): Promise<void> {
  const { AWS_XRAY_DAEMON_ADDRESS: daemon, _X_AMZN_TRACE_ID: header = '' } = process.env;
  const { Root, Parent, Sampled } = Object.fromEntries(header.split(';').map((part) => part.split('=', 2)));
  const [address, port] = daemon?.split(':') ?? [];
  if (!Root || !Parent || Sampled !== '1' || !address || !port) return;
  const document = {
    type: 'subsegment',
    id: randomBytes(8).toString('hex'),
    trace_id: Root,
    parent_id: Parent,
    name: span.name,
    start_time: span.startedAtMs / 1_000,
    end_time: span.endedAtMs / 1_000,
    annotations: span.annotations,
    ...(span.failed && { fault: true }),
  };
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.once('error', () => resolve());
    socket.send(`{"format":"json","version":1}\n${JSON.stringify(document)}`, Number(port), address, () => resolve());
  });
  socket.close();
}
