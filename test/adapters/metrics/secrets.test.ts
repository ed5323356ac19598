import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { secrets } from '../../../adapters/metrics/secrets.ts';
import { refuse, scriptedAws } from '../scripted-aws.ts';
import { moment } from './metric-builders.ts';

const name = '/sluice/secrets/grafana';

function reading(value: (nth: number) => string | undefined | never) {
  const aws = scriptedAws({ GetParameter: (_, nth) => ({ Parameter: { Value: value(nth) } }) });
  let seconds = 0;
  const read = secrets(aws.on(new SSMClient({})), () => moment(seconds));
  return { read, inputs: () => aws.inputs('GetParameter'), wait: (more: number) => (seconds += more) };
}

describe('a secret', () => {
  it('is read by its name, decrypted, without the line end that an editor put there', async () => {
    const { read, inputs } = reading(() => 'token-1\n');
    expect(await read(name)).toEqual({ kind: 'found', text: 'token-1' });
    expect(inputs()).toEqual([{ Name: name, WithDecryption: true }]);
  });

  it('is remembered for five minutes, and then read again', async () => {
    const { read, inputs, wait } = reading((nth) => `token-${nth}`);
    await read(name);
    wait(299);
    expect(await read(name)).toEqual({ kind: 'found', text: 'token-1' });
    wait(1);
    expect(await read(name)).toEqual({ kind: 'found', text: 'token-2' });
    expect(inputs()).toHaveLength(2);
  });

  it('that could not be read is asked for again', async () => {
    const { read } = reading((nth) => (nth === 1 ? refuse('ThrottlingException') : 'token'));
    expect(await read(name)).toEqual({ kind: 'missing', because: `the secret ${name} could not be read (ThrottlingException)` });
    expect(await read(name)).toEqual({ kind: 'found', text: 'token' });
  });

  it('is read once by all who ask at the same time', async () => {
    const { read, inputs } = reading((nth) => `token-${nth}`);
    expect(await Promise.all(Array.from({ length: 24 }, () => read(name)))).toEqual(
      Array.from({ length: 24 }, () => ({ kind: 'found', text: 'token-1' })),
    );
    expect(inputs()).toHaveLength(1);
  });

  it('that nobody made is missing', async () => {
    const { read } = reading(() => refuse('ParameterNotFound'));
    expect(await read(name)).toEqual({ kind: 'missing', because: `there is no secret ${name}: create it as a SecureString` });
  });

  it.each(['', ' \n', undefined])('of %j is missing', async (value) => {
    expect(await reading(() => value).read(name)).toEqual({ kind: 'missing', because: `the secret ${name} is empty: put a value there` });
  });

  it.each(['two\nlines', 'ü', 'a\u0000b'])('that no header can hold is missing, and not told: %j', async (value) => {
    const because = `the secret ${name} holds characters that no HTTP header can: put another value there`;
    expect(await reading(() => value).read(name)).toEqual({ kind: 'missing', because });
  });

  it.each([
    '/sluice/services/orders',
    '/sluice/secrets/',
    'sluice/secrets/x',
    '/sluice/secrets/../services/x',
    '/sluice/secrets/a//b',
    '/other',
  ])('is only below /sluice/secrets/: %s is not read', async (other) => {
    const { read, inputs } = reading(() => 'token');
    expect(await read(other)).toEqual({ kind: 'missing', because: `the secret ${other} is not below /sluice/secrets/: move it there` });
    expect(inputs()).toEqual([]);
  });
});
