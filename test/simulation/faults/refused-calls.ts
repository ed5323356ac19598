import type { FaultKind } from './fault.ts';
import { serviceError } from './service-error.ts';

/** Calls fail before they have an effect. Intensity: the share of calls that do. */
export const refusedCalls: FaultKind = {
  name: 'refused-calls',
  about: 'calls of Sluice are refused by throttling before they have an effect; intensity: their share',
  begin: ({ campaign, random, count }) => ({
    call: (call) => {
      if (call.caller.roleArn === 'local' || random() >= campaign.intensity) return undefined;
      count(`${call.service}.${call.operation} refused`);
      return { throwBefore: serviceError(call.service, 'throttled') };
    },
  }),
};
