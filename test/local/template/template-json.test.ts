import { describe, expect, it } from 'vitest';
import { resolveDynamicReferences } from '../../../local/template/dynamic-references.ts';
import { resolveValue, type Scope } from '../../../local/template/intrinsics.ts';
import { referencesOf } from '../../../local/template/references.ts';
import { parseTemplateJson } from '../../../local/template/template-json.ts';

const written = {
  plain: { Version: '2012', Statement: [{ Action: ['a', 'b'], Depth: { x: 1, y: null } }] },
  named: { Ref: 'Table', list: [{ Ref: 'Table' }, 'c'] },
  joined: [{ 'Fn::Join': ['-', ['a', { Ref: 'Table' }]] }, { Deep: { Name: { Ref: 'Table' } } }],
  chosen: { Inner: { Condition: 'IsLive' } },
  dynamic: { Inner: ['{{resolve:ssm:/a}}'] },
};
const scope: Scope = {
  where: 'Shop/Fn',
  region: 'eu-west-1',
  ref: (name) => `ref-${name}`,
  attribute: () => undefined,
  condition: () => true,
  exported: () => undefined,
  mapping: () => undefined,
};
const resolved = async (value: unknown) => resolveDynamicReferences(resolveValue(value, scope), async (name) => `<${name}>`);

describe('a template that was parsed from its text', () => {
  const parsed = parseTemplateJson(JSON.stringify(written)) as typeof written;

  it('resolves to the same as any other', async () => {
    expect(await resolved(parsed)).toEqual(await resolved(written));
    expect(await resolved(parsed)).toMatchObject({ joined: ['a-ref-Table', {}], chosen: { Inner: true }, dynamic: { Inner: ['</a>'] } });
    expect([referencesOf(parsed), referencesOf(parsed)]).toEqual([referencesOf(written), referencesOf(written)]);
  });

  it('is not copied where nothing is to be resolved', async () => {
    const { plain, dynamic } = (await resolved(parsed)) as typeof written;
    expect([plain === parsed.plain, dynamic === parsed.dynamic]).toEqual([true, false]);
  });
});
