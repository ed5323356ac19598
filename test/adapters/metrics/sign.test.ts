import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { signer } from '../../../adapters/metrics/sign.ts';
import type { PrometheusSource } from '../../../core/analysis/source.ts';
import { expectedSignature } from './aws-signature.ts';
import { testServer } from './http-server.ts';
import { aRequest, aThreshold, begin, moment, scriptedSources } from './metric-builders.ts';

// The key of AWS's own examples.
const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'FwoGZXIvYXdzEXAMPLETOKEN',
};

function amp(url: string): PrometheusSource {
  const auth = { kind: 'sigv4', region: 'eu-central-1' } as const;
  const query = 'sum(rate(e{path=~"/a b/.*", l="{lane}"}[{period}s]))';
  return { kind: 'prometheus', periodSeconds: 60, absentIsZero: false, url, query, auth };
}

const sign = (use: () => Promise<typeof credentials>) =>
  signer(new CloudWatchClient({ region: 'eu-west-1', credentials: use }), () => moment(0));

describe('the signature that tests compare with', () => {
  it('is the published one of AWS’s test suite: get-vanilla', () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=x';
    const headers = { authorization, host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
    const signature = expectedSignature({ method: 'GET', path: '/', headers, body: '' }, credentials.secretAccessKey);
    expect(signature).toBe('5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31');
  });
});

describe('a request to Amazon Managed Service for Prometheus', () => {
  it('arrives with a signature that AWS accepts, for the service aps in the declared region', async () => {
    await using server = await testServer(() => ({
      body: { status: 'success', data: { resultType: 'matrix', result: [{ values: [[begin + 180, '1']] }] } },
    }));
    const { sources } = scriptedSources(() => ({}), { fetch, sign: sign(async () => credentials) });
    const evidence = (await sources.read(aRequest([aThreshold(amp(`${server.url}/workspaces/ws-1?tenant=a%20b&tenant=c`))]))).queue;
    expect(evidence?.values.queue?.at(-1)).toEqual({ startedAt: begin + 120, candidate: 1, stable: null });
    const [request] = server.arrived;
    const authorization = String(request?.headers.authorization);
    expect(authorization).toContain('Credential=AKIDEXAMPLE/20261120/eu-central-1/aps/aws4_request');
    expect(authorization).toMatch(/SignedHeaders=[^,]*host[^,]*x-amz-date[^,]*x-amz-security-token/);
    expect(request?.headers['x-amz-security-token']).toBe(credentials.sessionToken);
    expect(request && authorization.endsWith(`Signature=${expectedSignature(request, credentials.secretAccessKey)}`)).toBe(true);
  });

  it('is not sent without credentials, and says so', async () => {
    const none = sign(() =>
      Promise.reject(Object.assign(new TypeError(`no ${credentials.secretAccessKey}`), { name: 'CredentialsProviderError' })),
    );
    const { sources } = scriptedSources(() => ({}), { sign: none });
    const evidence = (await sources.read(aRequest([aThreshold(amp('https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1'))])))
      .queue;
    expect(evidence?.missing).toBe(
      'candidate: aps-workspaces.eu-central-1.amazonaws.com was not asked: the request could not be signed (CredentialsProviderError)',
    );
  });
});
