import type { Call, CallFault } from '../../../local/aws/router.ts';
import type { FaultKind, FaultSetting } from './fault.ts';
import { serviceError, unheardInvocation, wakingFunction } from './service-error.ts';

/** Calls that Sluice makes: those of its functions and machines, not the world's own. */
function isSluices({ caller }: Call): boolean {
  return caller.roleArn !== 'local';
}

/** Lets a share of Sluice's calls go wrong in one way. */
function share({ campaign, random, count }: FaultSetting, how: string, most: number, fault: (call: Call) => CallFault) {
  return (call: Call): CallFault | undefined => {
    if (!isSluices(call) || random() >= campaign.intensity * most) return undefined;
    count(`${call.service}.${call.operation} ${how}`);
    return fault(call);
  };
}

/** A function that a state machine calls: its errors have names that only Step Functions gives, or that only a rarely called function has. */
function isMachinesInvocation({ service, operation, caller }: Call): boolean {
  return service === 'Lambda' && operation === 'Invoke' && caller.roleArn.startsWith('arn:');
}

/** One of these, each as often: what becomes of an invocation is drawn again for each. */
function drawn({ random }: FaultSetting, call: Call, common: Error, ofInvocations: readonly Error[]): Error {
  if (!isMachinesInvocation(call)) return common;
  return [common, ...ofInvocations][Math.floor(random() * (ofInvocations.length + 1))] ?? common;
}

/** Refused before they have an effect. */
export const refusedCalls: FaultKind = {
  name: 'refused-calls',
  about: 'calls are throttled before they have an effect; intensity: their share',
  begin: (setting) => ({ call: share(setting, 'throttled', 1, ({ service }) => ({ throwBefore: serviceError(service, 'throttled') })) }),
};

/** Failed inside AWS, before the effect. */
export const brokenCalls: FaultKind = {
  name: 'broken-calls',
  about: 'calls fail inside AWS before they have an effect; intensity: their share',
  begin: (setting) => ({
    call: share(setting, 'broken', 1, (call) => ({
      throwBefore: drawn(setting, call, serviceError(call.service, 'internal'), [unheardInvocation(), wakingFunction()]),
    })),
  }),
};

/** Done, but nobody was told. */
export const lostAnswers: FaultKind = {
  name: 'lost-answers',
  about: 'calls have their effect and then fail; intensity: their share',
  begin: (setting) => ({
    call: share(setting, 'done, answer lost', 1, (call) => ({
      throwAfter: drawn(setting, call, serviceError(call.service, 'unavailable'), [unheardInvocation()]),
    })),
  }),
};

/** Late by seconds, with a long tail. */
export const slowCalls: FaultKind = {
  name: 'slow-calls',
  about: 'calls take seconds, some of them a minute; intensity: their share',
  begin: (setting) => ({
    call: share(setting, 'slow', 1, () => ({ delayMs: Math.min(60_000, -5_000 * Math.log(1 - setting.random())) })),
  }),
};

/** An index of DynamoDB follows its table, sooner or later. */
export const lateIndex: FaultKind = {
  name: 'late-index',
  about: 'the list of who has a service shows what was there up to ten seconds ago; intensity: how long ago',
  begin: ({ sim, campaign, count }) => {
    const past: { readonly atMs: number; readonly output: object }[] = [];
    let isOver = false;
    const remember = async (input: object): Promise<void> => {
      if (isOver) return;
      const atMs = sim.now().getTime();
      past.push({ atMs, output: await sim.world.aws.call('DynamoDB', 'Query', input, { roleArn: 'local' }) });
      sim.after(1_000, () => void remember(input));
    };
    const shown = (output: object): object => {
      const sinceMs = sim.now().getTime() - 10_000 * campaign.intensity;
      const before = past.findLast(({ atMs }) => atMs <= sinceMs)?.output ?? output;
      if (JSON.stringify(before) !== JSON.stringify(output)) count('a list of who has a service is of the past');
      return before;
    };
    return {
      call: (call) => {
        if (!isSluices(call) || (call.input as { readonly IndexName?: string }).IndexName !== 'held') return undefined;
        if (past.length === 0) void remember(call.input);
        return { answer: shown };
      },
      end: () => {
        isOver = true;
      },
    };
  },
};

/** One AWS service does not answer at all. */
export const deadService: FaultKind = {
  name: 'dead-service',
  about: 'every call of one AWS service hangs for minutes, or fails at once when the intensity is below a half',
  begin: ({ campaign, random, count }) => {
    const services = [
      'DynamoDB',
      'ECS',
      'ElasticLoadBalancingV2',
      'CloudWatch',
      'Lambda',
      'SNS',
      'SFN',
      'EventBridge',
      'ECR',
      'SSM',
    ] as const;
    const dead = services[Math.floor(random() * services.length)];
    return {
      call: (call) => {
        if (!isSluices(call) || call.service !== dead) return undefined;
        count(`${call.service}.${call.operation} gets no answer`);
        const throwBefore = serviceError(call.service, 'unavailable');
        return campaign.intensity < 0.5 ? { throwBefore } : { delayMs: 120_000, throwBefore };
      },
    };
  },
};
