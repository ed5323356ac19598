import * as z from 'zod/mini';
import { limits } from '../limits.ts';
import { about, defined, objectFix } from './about.ts';
import { cloudWatchSchema } from './cloudwatch-schema.ts';
import { flag, named, text } from './fields.ts';
import { onlyKnownPlaceholders } from './placeholders.ts';
import { sourceFields } from './source-fields.ts';
import { urlProblem, workspaceRegion } from './source-url.ts';

const secret = text(/^\/sluice\/secrets(\/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}){1,6}$/, {
  description: 'Name of a SecureString parameter. The secret itself is only read when the source is.',
  fix: "give the name of a SecureString parameter below /sluice/secrets/ and the service's name, never the secret",
  example: '/sluice/secrets/orders/grafana',
});
const token = z.strictObject({ kind: z.literal('bearer'), secret }, { error: objectFix }).check(about('The secret is a bearer token.'));
const password = z.strictObject({ kind: z.literal('basic'), secret }, { error: objectFix }).check(about('The secret is `user:password`.'));
const signed = z
  .strictObject({ kind: z.literal('sigv4') }, { error: objectFix })
  .check(about('Signed with the role of next-step: a workspace of Amazon Managed Service for Prometheus in the same account and Region.'));

const allowHttp = z.optional(flag('True: a URL with http is accepted. Then nothing may be secret, and answers can be forged on the way.'));
const urlFix = 'give a URL such as https://metrics.example.com';

const headerFix = 'give header names and values; credentials go into auth, and the connection has its own headers';
const headers = named(/^[A-Za-z0-9-]{1,64}$/, z.string({ error: headerFix }).check(z.regex(/^[\x20-\x7e]{1,256}$/, { error: headerFix })), {
  description: 'Sent as they are: no credentials.',
  fix: headerFix,
  max: limits.headers.value,
  refused: /^(host|connection|content-length|transfer-encoding|upgrade)$|auth|cookie|key|passw|secret|token/i,
});

const prometheus = z
  .strictObject(
    {
      kind: z.literal('prometheus'),
      url: text(/^[^{}]+$/, {
        description: 'Base URL; `/api/v1/query_range` is added. Without placeholders.',
        fix: urlFix,
        example: 'https://prometheus.example.com',
      }),
      query: text(/./, {
        description: 'PromQL whose answer is one series; may hold placeholders.',
        fix: 'give PromQL of at most 2,048 characters',
        example: 'sum(increase(http_requests_total{service="{ecsService}"}[{period}s]))',
      }).check(onlyKnownPlaceholders),
      auth: z.optional(authSchema([signed, token, password], 'sigv4, bearer, basic')),
      allowHttp,
      ...sourceFields,
    },
    { error: objectFix },
  )
  .check(
    z.superRefine((source, context) => {
      refuseUrl(source, context);
      if (source.auth?.kind !== 'sigv4' || workspaceRegion(source.url) !== undefined) return;
      const message = 'give the URL of a workspace, https://aps-workspaces.<region>.amazonaws.com/workspaces/<id>: others get no signature';
      context.addIssue({ code: 'custom', path: ['url'], message });
    }),
    defined('PrometheusSource', 'One PromQL query for each lane, over all blocks at once.'),
  );

const http = z
  .strictObject(
    {
      kind: z.literal('http'),
      url: text(/^[^\s]+$/, {
        description: 'Asked by GET, once for each block and lane; path and query may hold placeholders.',
        fix: urlFix,
        example: 'https://metrics.example.com/failed?lane={lane}&from={from}&until={until}',
      }).check(onlyKnownPlaceholders),
      headers: z._default(headers, {}),
      auth: z.optional(authSchema([token, password], 'bearer, basic')),
      pointer: text(/^(\/([^~/]|~[01])*)*$/, {
        description: 'Where the number stands in the JSON answer: a JSON pointer, RFC 6901.',
        fix: 'give a JSON pointer such as /data/value',
        example: '/data/value',
      }),
      allowHttp,
      ...sourceFields,
    },
    { error: objectFix },
  )
  .check(z.superRefine(refuseUrl), defined('HttpSource', 'Any HTTP endpoint that answers a number in JSON.'));

function authSchema<const Kinds extends readonly [typeof token, typeof password] | readonly [typeof signed, typeof token, typeof password]>(
  kinds: Kinds,
  words: string,
) {
  return z
    .discriminatedUnion('kind', kinds, { error: `write one of ${words} as kind` })
    .check(about('How the source knows who asks. Without it, it does not.'));
}

interface Asked {
  readonly url: string;
  readonly auth?: unknown;
  readonly allowHttp?: boolean | undefined;
}

function refuseUrl({ url, auth, allowHttp: isAllowed = false }: Asked, context: z.core.$RefinementCtx<unknown>): void {
  const message = urlProblem(url.replaceAll(/\{\w+\}/g, 'x'), { allowsHttp: isAllowed && auth === undefined });
  if (message !== undefined) context.addIssue({ code: 'custom', path: ['url'], message });
}

/** Where one value for each block and lane comes from. */
export const sourceSchema = z.discriminatedUnion('kind', [cloudWatchSchema, prometheus, http], {
  error: 'write one of cloudwatch, prometheus, http as kind',
});
