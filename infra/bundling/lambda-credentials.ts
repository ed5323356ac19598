import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * The credentials of a Lambda function: always in its environment, never changed while it lives.
 *
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles, whose other ways (files, SSO, web identity, instance metadata)
 * no function uses and every cold start would load.
 */
export const defaultProvider = () => fromEnv();
