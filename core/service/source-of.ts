import type * as z from 'zod/mini';
import type { Source, SourceAuth } from '../analysis/source.ts';
import { DefectError } from '../errors.ts';
import { secondsOf } from './seconds-of.ts';
import type { sourceSchema } from './source-schema.ts';
import { workspaceRegion } from './source-url.ts';

type Declared = z.output<typeof sourceSchema>;

/** A source as a plan has it. */
export function sourceOf(declared: Declared): Source {
  const common = { periodSeconds: secondsOf(declared.period), absentIsZero: declared.absentIsZero };
  switch (declared.kind) {
    case 'cloudwatch': {
      const { metric, metrics = metric && { value: metric }, expression } = declared;
      if (metrics === undefined) throw new DefectError('a CloudWatch source without a metric passed the schema');
      return { kind: 'cloudwatch', metrics, ...(expression !== undefined && { expression }), ...common };
    }
    case 'prometheus': {
      const { url, query, auth } = declared;
      return { kind: 'prometheus', url, query, auth: authOf(auth, url), ...common };
    }
    case 'http': {
      const { url, headers, auth, pointer } = declared;
      return { kind: 'http', url, headers, auth: authOf(auth, url), pointer, ...common };
    }
  }
}

function authOf(auth: Extract<Declared, { kind: 'prometheus' }>['auth'], url: string): SourceAuth {
  if (auth === undefined) return { kind: 'none' };
  if (auth.kind !== 'sigv4') return { kind: auth.kind, secretName: auth.secret };
  const region = workspaceRegion(url);
  if (region === undefined) throw new DefectError('a signed source without a workspace passed the schema');
  return { kind: 'sigv4', region };
}
