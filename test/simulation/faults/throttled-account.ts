import { accountQuotas } from '../../../local/account-quotas.ts';
import type { FaultKind } from './fault.ts';
import { serviceError } from './service-error.ts';

/** What others leave of every quota, at the least and at the most. Three services need little: more than that and they would not notice. */
const leftShare = { least: 0.001, most: 0.05 } as const;

/** Others in the account use up its quotas. */
export const throttledAccount: FaultKind = {
  name: 'throttled-account',
  about: 'others leave 5 % to 0.1 % of the quotas of the account, which are token buckets with the figures of AWS; intensity: how little',
  begin: ({ sim, campaign, count }) => {
    const left = leftShare.most - campaign.intensity * (leftShare.most - leftShare.least);
    const quotas = accountQuotas(sim, left);
    return {
      call: (call) => {
        const quota = quotas.refusing(call);
        if (quota === undefined) return undefined;
        count(`${call.service}.${call.operation} is over quota: ${quota.name}`);
        return { throwBefore: serviceError(call.service, 'throttled') };
      },
    };
  },
};
