import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referenceFiles } from '../../cli/reference/reference-files.ts';
import { example } from '../../cli/reference/service-page.ts';
import { parseService } from '../../core/service/parse-service.ts';

describe('docs/reference', () => {
  it.each(Object.entries(referenceFiles()))(
    '%s says what the code does: after a change run `node cli/write-reference.ts`',
    (name, text) => {
      expect(readFileSync(join(import.meta.dirname, '../../docs/reference', name), 'utf8')).toBe(text);
    },
  );

  it('shows a declaration that is accepted', () => {
    expect(parseService(example).steps).toHaveLength(3);
  });
});
