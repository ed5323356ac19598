import type { FaultKind } from './fault.ts';
import { serviceError } from './service-error.ts';

/** A target was throttled for a day, or the best effort was not enough. */
export const lostEvents: FaultKind = {
  name: 'lost-events',
  about: 'events never reach their target, schedules too; intensity: their share',
  begin: ({ campaign, random, count }) => ({
    arrivals: ({ event, targetId }) => {
      if (random() >= campaign.intensity) return undefined;
      count(`${event['detail-type']} for ${targetId} lost`);
      return [];
    },
  }),
};

/** Late enough to be about something else by then. */
export const lateEvents: FaultKind = {
  name: 'late-events',
  about: 'events arrive up to ten minutes late and out of order; intensity: their share',
  begin: ({ campaign, random, count }) => ({
    arrivals: ({ event, targetId }) => {
      if (random() >= campaign.intensity) return undefined;
      const delayMs = Math.floor(600_000 * random() ** 2);
      count(`${event['detail-type']} for ${targetId} ${Math.round(delayMs / 1_000)} s late`);
      return [delayMs];
    },
  }),
};

/** At least once means more than once. */
export const repeatedEvents: FaultKind = {
  name: 'repeated-events',
  about: 'events arrive two to four times, the last minutes later; intensity: their share',
  begin: ({ campaign, random, count }) => ({
    arrivals: ({ event, targetId }) => {
      if (random() >= campaign.intensity) return undefined;
      const again = Array.from({ length: 1 + Math.floor(random() * 3) }, () => Math.floor(300_000 * random() ** 3));
      count(`${event['detail-type']} for ${targetId} ${again.length + 1} times`);
      return [0, ...again];
    },
  }),
};

const guardians = ['sluice-reconcile', 'sluice-sweep'] as const;

/** One of the two that look after lost executions is not woken, or neither is. */
export const deadReconciler: FaultKind = {
  name: 'dead-reconciler',
  about: 'nothing reaches the reconciler (ends of executions), the sweep (its schedule) or both, one draw of three; intensity is not used',
  begin: ({ random, count }) => {
    const draw = Math.floor(random() * 3);
    const dead = guardians.filter((_, index) => index !== draw);
    return {
      arrivals: ({ event, targetArn }) => {
        const name = dead.find((each) => targetArn.endsWith(`:function:${each}`));
        if (name === undefined) return undefined;
        count(`${event['detail-type']} for ${name} lost`);
        return [];
      },
    };
  },
};

const askedByGuardians = ['ECS', 'ApplicationAutoScaling', 'ElasticLoadBalancingV2', 'SNS', 'EventBridge'] as const;

/** Users need a restore all the same. */
export const blindReconciler: FaultKind = {
  name: 'blind-reconciler',
  about:
    'the reconciler and the sweep are refused by one of ECS, Application Auto Scaling, ELB, SNS and EventBridge, one draw of five; intensity is not used',
  begin: ({ random, count }) => {
    const blind = askedByGuardians[Math.floor(random() * askedByGuardians.length)];
    return {
      call: ({ service, operation, caller }) => {
        if (service !== blind || !/sweep|reconcile/i.test(caller.roleArn)) return undefined;
        count(`${service}.${operation} is refused to those who look after leases`);
        return { throwBefore: serviceError(service, random() < 0.5 ? 'throttled' : 'unavailable') };
      },
    };
  },
};
