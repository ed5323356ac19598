import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { putEvents } from '../../local/aws/event-bridge/put-events.ts';
import { cases } from './cases.ts';
import { fuzz, fuzzTimeoutMs } from './fuzz.ts';

const text = fc.constantFrom('', 'sluice.request', 'AWS.ecs', ' aws.ecs', 'aws', '__proto__', 'x'.repeat(300));
const claimed = fc.constantFrom('aws.ecs', 'aws.cloudwatch', 'aws.', 'aws.partner/x');
const entry = fc.record(
  {
    Source: fc.oneof(text, claimed),
    DetailType: fc.constantFrom('', 'AbortRequested', 'ECS Task State Change'),
    Detail: fc.constantFrom('{}', '{"service":"orders"}', '', '[]', 'null', '{', '{"__proto__":{"polluted":true}}', '"text"', '1e400'),
    EventBusName: fc.constantFrom('default', 'custom', 'arn:aws:events:eu-west-1:111122223333:event-bus/custom', ''),
    Resources: fc.array(fc.constantFrom('', 'arn:x'), { maxLength: 2 }),
    Time: fc.constantFrom(new Date(0), new Date(Number.NaN)),
  },
  { requiredKeys: [] },
);

describe('entries of any shape', () => {
  it('are taken or refused one by one, and none that claims a source of AWS is taken, on whatever bus', {
    timeout: fuzzTimeoutMs,
  }, async () => {
    const told = { claims: 0, taken: 0 };
    await fuzz(
      fc.array(entry, { minLength: 1, maxLength: 10 }),
      cases.entries,
      (Entries) => {
        const sources: string[] = [];
        const answer = putEvents({ Entries }, (_bus, { source }) => `id-${sources.push(source)}`);
        return { answer, sources };
      },
      (outcome, entries) => {
        if (outcome.kind === 'refused') expect(outcome.error).toBeUndefined();
        else {
          const { answer, sources } = outcome.answer;
          const claims = entries.filter(
            ({ Source = '', DetailType = '', Detail = '' }) => Source.startsWith('aws.') && DetailType !== '' && Detail !== '',
          );
          const refusals = answer.Entries?.filter(({ ErrorCode }) => ErrorCode === 'NotAuthorizedForSourceException') ?? [];
          if (sources.some((source) => source.startsWith('aws.')) || refusals.length !== claims.length) expect(sources).toEqual(entries);
          const failed = answer.Entries?.filter(({ EventId }) => EventId === undefined).length;
          if (answer.FailedEntryCount !== failed || answer.Entries?.length !== entries.length) expect(answer).toEqual(entries);
          told.claims += claims.length;
          told.taken += sources.length;
        }
      },
    );
    expect(Math.min(...Object.values(told))).toBeGreaterThan(50);
  });
});
