import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { serviceCatalogue } from '../../adapters/service-catalogue.ts';
import { readProject } from '../../cli/local/read-project.ts';
import { readNumber } from '../../cli/read-number.ts';
import { parseService } from '../../core/service/parse-service.ts';
import { useModelledAws } from '../../local/sdk-middleware.ts';
import { cases } from './cases.ts';
import { declarations } from './declarations.ts';
import { expectPlain, fuzz, fuzzTimeoutMs } from './fuzz.ts';
import { anyJson, jsonText } from './hostile-values.ts';
import { mutated } from './mutate.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = JSON.stringify(declarations[1]);
const anyText = fc.oneof(
  fc
    .tuple(fc.nat(text.length), fc.nat(20), fc.constantFrom('', '"', '{', '\u0000', '1e999'))
    .map(([at, length, by]) => text.slice(0, at) + by + text.slice(at + length)),
  fc.oneof(mutated(declarations), anyJson).map(jsonText),
);

describe('what people write', () => {
  it('into the parameter of a service is read, or refused', { timeout: fuzzTimeoutMs }, async () => {
    const parameter = { Value: '' };
    const ssm = new SSMClient({});
    const call = async () => ({ Parameter: { Name: '/sluice/services/orders', Type: 'String', ...parameter } });
    useModelledAws({ call }, { roleArn: 'local' })(ssm);
    expect((await ssm.send(new GetParameterCommand({ Name: 'x' }))).Parameter?.Value).toBe('');
    const catalogue = serviceCatalogue(ssm, parseService);
    const told = { answered: 0, refused: 0 };
    await fuzz(
      anyText,
      cases.parameters,
      (Value) => {
        parameter.Value = Value;
        return catalogue.declared('orders');
      },
      (outcome) => {
        told[outcome.kind] += 1;
        if (outcome.kind === 'answered') expectPlain(outcome.answer);
      },
    );
    expect(Math.min(...Object.values(told))).toBeGreaterThan(50);
  });

  it('into sluice.json is read, or refused', { timeout: fuzzTimeoutMs }, async () => {
    const project = {
      service: { name: 'orders', containerPort: 8080, desiredCount: 2, environment: { A: '1' } },
      images: { 'orders:v1': { command: ['node', 'server.ts'], env: { VERSION: '1' } }, 'orders:v2': { command: ['node', 'server.ts'] } },
    };
    const told = { answered: 0, refused: 0 };
    await fuzz(
      fc.oneof({ arbitrary: mutated([project]), weight: 9 }, { arbitrary: anyJson, weight: 1 }),
      cases.projects,
      (json) => {
        writeFileSync(join(folder, 'sluice.json'), jsonText(json));
        return readProject(folder);
      },
      ({ kind }) => {
        told[kind] += 1;
      },
    );
    expect(Math.min(...Object.values(told))).toBeGreaterThan(50);
  });

  it('as a number of the command line is a number in its range, or refused', { timeout: fuzzTimeoutMs }, async () => {
    const written = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.double().map(String),
      fc.constantFrom('NaN', '1e3', '0x10', ' 5 ', '-0', 'x'.repeat(1024 * 1024)),
    );
    await fuzz(
      written,
      cases.numbers,
      (given) => readNumber('--rate', given, { min: 1, max: 2_000 }),
      (outcome) => {
        if (outcome.kind === 'answered' && !(outcome.answer >= 1 && outcome.answer <= 2_000))
          expect(outcome.answer).toBe('from 1 to 2,000');
      },
    );
  });
});
