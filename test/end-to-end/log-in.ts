import type { ReleasedService } from './a-released-service.ts';
import { setWeights } from './set-weights.ts';

const UserPoolArn = 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_storefront';

/** The action that logs users in. */
export const login = {
  Type: 'authenticate-cognito',
  Order: 1,
  AuthenticateCognitoConfig: { UserPoolArn, UserPoolClientId: 'storefront', UserPoolDomain: 'storefront' },
} as const;

/** Logs users in before they reach stable, as its people set it up. */
export async function logIn(service: ReleasedService): Promise<void> {
  await setWeights(service, 100, 0, [login]);
}
