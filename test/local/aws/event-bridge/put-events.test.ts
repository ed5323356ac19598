import { describe, expect, it } from 'vitest';
import { type EventFacts, putEvents } from '../../../../local/aws/event-bridge/put-events.ts';

const entry = { Source: 'sluice', DetailType: 'DeploymentRequested', Detail: '{"service":"orders"}' };

function put(...entries: object[]) {
  const taken: (readonly [string, EventFacts])[] = [];
  const output = putEvents({ Entries: entries }, (busName, facts) => `id-${taken.push([busName, facts])}`);
  return { output, taken };
}

describe('putEvents', () => {
  it('takes an entry onto the default bus with its own time', () => {
    const at = new Date('2026-11-20T10:00:00Z');
    expect(put({ ...entry, Resources: ['arn:x'], Time: at })).toEqual({
      output: { FailedEntryCount: 0, Entries: [{ EventId: 'id-1' }] },
      taken: [
        ['default', { source: 'sluice', 'detail-type': 'DeploymentRequested', resources: ['arn:x'], detail: { service: 'orders' }, at }],
      ],
    });
  });

  it('refuses bad entries one by one and takes the others', () => {
    const { output, taken } = put({ ...entry, Source: 'aws.ecs' }, { ...entry, Detail: '[1]' }, { ...entry, DetailType: '' }, entry);
    expect(output).toEqual({
      FailedEntryCount: 3,
      Entries: [
        { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
        { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter DetailType is not valid. Reason: DetailType is a required argument.' },
        { EventId: 'id-1' },
      ],
    });
    expect(taken).toHaveLength(1);
  });

  it.each([
    ['no entry', []],
    ['11 entries', Array.from({ length: 11 }, () => entry)],
    ['256 KB', [{ ...entry, Detail: JSON.stringify({ text: 'é'.repeat(128 * 1024) }) }]],
  ])('refuses the whole call for %s', (_name, entries) => {
    expect(() => put(...entries)).toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });
});
