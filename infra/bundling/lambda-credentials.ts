import { InvalidInputError } from '../../core/errors.ts';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The credentials of a Lambda function: always in its environment, never changed while it lives.
 *
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles, whose other ways (files, SSO, web identity, instance metadata)
 * no function uses and every cold start would load.
 *
 * @throws {InvalidInputError} the environment has none: this is not a Lambda function.
 */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new InvalidInputError('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are missing: bundles run in Lambda, which sets both');
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
};
