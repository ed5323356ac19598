import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricExamples, sourceExamples } from '../../cli/reference/metric-examples.ts';
import { referenceFiles } from '../../cli/reference/reference-files.ts';
import { example } from '../../cli/reference/service-page.ts';
import { serviceJsonSchema } from '../../core/service/json-schema.ts';
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

  it.each(Object.entries(metricExamples))('shows a metric that is accepted: %s', (_, metric) => {
    expect(parseService({ ...example, analysis: { metrics: ['errors', { ...metric, name: 'shown' }] } }).analysis.metrics).toHaveLength(2);
  });

  it.each(Object.entries(sourceExamples))('shows a source that is accepted: %s', (_, source) => {
    const metric = { kind: 'threshold', name: 'shown', source, failWhen: { above: 1 } };
    expect(parseService({ ...example, analysis: { metrics: [metric] } }).analysis.metrics).toHaveLength(1);
  });

  it('shows every metric and source that there is', () => {
    const definitions = Object.keys(serviceJsonSchema().$defs ?? {});
    expect(Object.keys({ ...metricExamples, ...sourceExamples }).toSorted()).toEqual(definitions.toSorted());
  });
});
