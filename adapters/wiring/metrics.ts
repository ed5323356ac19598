import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SSMClient } from '@aws-sdk/client-ssm';
import { client } from '../clients.ts';
import { type MetricSources, metricSources } from '../metrics/metric-sources.ts';
import { type RequestCounter, requestCounter } from '../metrics/request-counter.ts';
import { secrets } from '../metrics/secrets.ts';
import { signer } from '../metrics/sign.ts';
import { now } from '../world.ts';

/** What the lanes served. */
export const metrics = (): MetricSources => {
  const cloudWatch = client(CloudWatchClient);
  return metricSources({ cloudWatch, fetch, sign: signer(cloudWatch, now), secrets: secrets(client(SSMClient), now), now });
};

/** How many requests a lane got. */
export const requests = (): RequestCounter => requestCounter(client(CloudWatchClient), now);
