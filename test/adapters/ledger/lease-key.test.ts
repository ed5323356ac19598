import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { leaseKey } from '../../../adapters/ledger/dynamo/keys.ts';

const runbook = readFileSync(new URL('../../../docs/runbooks/needs-human.md', import.meta.url), 'utf8');

describe('the key of a lease', () => {
  it('is what the runbook tells a person to read before users are sent anywhere by hand', () => {
    const [, key = ''] = /--key '(.+?)' --query Item\.holder\.S/.exec(runbook) ?? [];
    const attributes = Object.entries(leaseKey('<service>')).map(([name, value]) => [name, { S: value }]);
    expect(JSON.parse(key)).toEqual(Object.fromEntries(attributes));
  });
});
