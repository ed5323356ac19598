import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { traced } from '../../adapters/observability.ts';
import { DependencyError, InvalidInputError } from '../../core/errors.ts';
import { aContext } from './a-context.ts';

const context = aContext('next-step');

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  const write = (chunk: Uint8Array | string) => written.push(String(chunk)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function lines(): readonly Record<string, unknown>[] {
  return written.flatMap((text) => text.split('\n').filter((line) => line.startsWith('{'))).map((line) => JSON.parse(line));
}
const logLines = () => lines().filter((line) => !('_aws' in line));
const metricLines = () => lines().filter((line) => '_aws' in line);

describe('a traced handler', () => {
  it('answers what its use case answers, and logs the outcome with the deployment’s id', async () => {
    const handler = traced('next-step', async () => ({ kind: 'shift', because: 'it was safe', guardToken: 'secret' }));
    const answer = await handler({ deploymentId: 'orders-1', taskToken: 'secret' }, context);
    expect(answer).toEqual({ kind: 'shift', because: 'it was safe', guardToken: 'secret' });
    const common = { service: 'sluice', function: 'next-step', deploymentId: 'orders-1', function_request_id: 'request-1' };
    expect(logLines()).toEqual([expect.objectContaining({ ...common, level: 'INFO', message: 'shift', because: 'it was safe' })]);
  });

  it('keeps task tokens out of the log, whatever becomes of them', async () => {
    await traced('watch', async () => ({ kind: 'waiting', because: 'no signal', taskToken: 'secret' }))({ taskToken: 'secret' }, context);
    expect(written.join('')).not.toContain('secret');
  });

  it.each([
    [{ deploymentId: 'orders-1' }, 'orders-1'],
    [{ detail: { deploymentId: 'orders-2' } }, 'orders-2'],
    [{ detail: { deploymentId: 'x'.repeat(81) } }, `${'x'.repeat(80)}…`],
    [{ deploymentId: 7 }, 'none'],
    [null, 'none'],
  ])('finds the deployment in its event: %j', async (event, deploymentId) => {
    await traced('f', async () => ({ kind: 'done', because: 'it is' }))(event, context);
    expect(logLines()).toMatchObject([{ deploymentId }]);
  });

  it('forgets the deployment of the invocation before', async () => {
    const handler = traced('f', async () => ({ kind: 'done', because: 'it is' }));
    await handler({ deploymentId: 'orders-1' }, context);
    await handler({}, context);
    expect(logLines().map(({ deploymentId }) => deploymentId)).toEqual(['orders-1', 'none']);
  });

  it('counts invocations by function and outcome', async () => {
    const handler = traced('next-step', async () => ({ kind: 'shift', because: 'it was safe' }));
    await handler({}, context);
    await handler({}, context);
    const counted = { service: 'sluice', function: 'next-step', outcome: 'shift', Invocations: 1 };
    expect(metricLines()).toMatchObject([counted, counted]);
    expect(metricLines()).toMatchObject([{ _aws: { CloudWatchMetrics: [{ Namespace: 'Sluice' }] } }, {}]);
  });

  it.each([
    [new DependencyError('ECS did not answer'), 'dependency'],
    [new InvalidInputError('service is missing'), 'caller'],
    [new TypeError('undefined is not a function'), 'defect'],
    ['a text', 'defect'],
  ])('throws what its use case throws, as it is, and says whose fault it is: %s', async (error, fault) => {
    const handler = traced('next-step', () => Promise.reject(error));
    await expect(handler({ deploymentId: 'orders-1' }, context)).rejects.toBe(error);
    expect(logLines()).toMatchObject([{ level: 'ERROR', deploymentId: 'orders-1', fault, error: { message: expect.any(String) } }]);
    expect(metricLines().slice(-1)).toMatchObject([{ function: 'next-step', fault, Failures: 1 }]);
  });
});
