import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Call } from '../../../local/aws/router.ts';
import { abort, request } from './ask-back.ts';
import type { FaultKind, FaultSetting } from './fault.ts';
import { asksForHealth, changesRule, changesScaling } from './moves.ts';
import { serviceError } from './service-error.ts';

/** What a way back needs, how often each is refused, and how: a state machine waits ten seconds for the health of a lane, and asks again. */
const needed = [
  { what: 'rule', until: 0.4, isAsked: changesRule, delayMs: 0 },
  { what: 'scaling', until: 0.5, isAsked: changesScaling, delayMs: 0 },
  { what: 'health', until: 1, isAsked: asksForHealth, delayMs: 60_000 },
] as const;

/** Most changes that hurt are noticed when the way back is needed. */
export const refusedWayBack: FaultKind = {
  name: 'refused-way-back',
  about:
    'from the moment a service begins to go back, its rule or its scaling cannot be changed, or the health of its lanes not be read, for half a minute to six; intensity: how long',
  begin: (setting) => {
    const { sim, campaign, random, count } = setting;
    const seconds = 30 + 330 * campaign.intensity;
    const trouble = random() < 0.5 ? 'throttled' : 'unavailable';
    const draw = random();
    const { what, isAsked, delayMs } = needed.find(({ until }) => draw < until) ?? needed[0];
    let sinceSeconds: number | undefined;
    return {
      call: (call) => {
        if (asksForHealth(setting, call)) sinceSeconds ??= sim.elapsedSeconds();
        if (sinceSeconds === undefined || sim.elapsedSeconds() - sinceSeconds > seconds || !isAsked(setting, call)) return undefined;
        count(`the ${what} of ${campaign.service} is ${trouble}`);
        return { delayMs, throwBefore: serviceError(call.service, trouble) };
      },
    };
  },
};

/** What happens first need not be heard first. */
export const lateGuard: FaultKind = {
  name: 'late-guard',
  about:
    'the function that registers guards gets no place from its first call on, until somebody aborts, or something else ends the deployment, or minutes are over; intensity: how many',
  begin: (setting) => {
    const { sim, campaign, random, count } = setting;
    const seconds = 30 + 150 * campaign.intensity;
    const abortSeconds = random() < 0.7 ? 5 + 20 * random() : undefined;
    let sinceSeconds: number | undefined;
    let isSignalled = false;
    return {
      call: ({ service, operation, input }) => {
        const { FunctionName = '', UpdateExpression = '' } = input as {
          readonly FunctionName?: string;
          readonly UpdateExpression?: string;
        };
        if (sinceSeconds !== undefined && UpdateExpression.includes('#signal = ')) isSignalled = true;
        if (operation !== 'Invoke' || !FunctionName.includes('watch-for-signals')) return undefined;
        if (sinceSeconds === undefined && abortSeconds !== undefined) sim.after(abortSeconds * 1_000, () => abort(setting));
        sinceSeconds ??= sim.elapsedSeconds();
        if (isSignalled || sim.elapsedSeconds() - sinceSeconds > seconds) return undefined;
        count('a guard cannot be registered');
        return { throwBefore: serviceError(service, 'throttled') };
      },
    };
  },
};

/** One shift in so many is contested: a deployment has several, and its promotion should have a chance. */
const shiftsForOne = 8;

/** Somebody says no while yes is being written down, or done. */
export const contestedMove: FaultKind = {
  name: 'contested-move',
  about:
    'the write that a promotion is intended takes some seconds, or now and then the call that moves users takes up to half a minute, and somebody aborts meanwhile; intensity is not used',
  begin: (setting) => {
    const { sim, campaign, random, count } = setting;
    const contested = (what: string, delayMs: number) => {
      count(`a ${what} of ${campaign.service} is contested`);
      sim.after(1_000, () => abort(setting));
      return { delayMs };
    };
    return {
      call: (call) => {
        if (intendsPromotion(setting, call)) return contested('promotion', 4_000);
        const isContested = changesRule(setting, call) && random() < 1 / shiftsForOne;
        return isContested ? contested('shift', 4_000 + 24_000 * random()) : undefined;
      },
    };
  },
};

function intendsPromotion({ campaign }: FaultSetting, { operation, input }: Call): boolean {
  if (operation !== 'UpdateItem') return false;
  const { Key, ExpressionAttributeValues: values } = input as UpdateItemCommandInput;
  return values?.[':status']?.S === 'promoting' && Key?.pk?.S?.includes(campaign.service) === true;
}

/** Until its launch, a deployment has nothing that is its own: the lane that it takes is the way back of the promotion before. */
export const contestedLaunch: FaultKind = {
  name: 'contested-launch',
  about: 'the registration of a revision takes some seconds, and somebody aborts or asks to go back meanwhile; intensity is not used',
  begin: (setting) => {
    const { sim, campaign, random, count } = setting;
    return {
      call: ({ operation, input }) => {
        const { family = '' } = input as { readonly family?: string };
        if (operation !== 'RegisterTaskDefinition' || !family.startsWith(`${campaign.service}-`)) return undefined;
        count(`a launch of ${campaign.service} is contested`);
        const type = random() < 0.5 ? 'AbortRequested' : 'RollbackRequested';
        sim.after(1_000, () => request(setting, type));
        return { delayMs: 4_000 };
      },
    };
  },
};

/** Between the lease and the record nobody but the lease knows of a deployment. */
export const diesAtAdmission: FaultKind = {
  name: 'dies-at-admission',
  about: 'while a deployment is admitted, its function dies and somebody stops the execution, once; intensity is not used',
  begin: ({ sim, campaign, count }) => {
    const { blue, green } = sim.service(campaign.service);
    let isDone = false;
    return {
      call: ({ caller, operation, input }) => {
        const { TargetGroupArn = '' } = input as { readonly TargetGroupArn?: string };
        // The lanes are looked at with the lease, to make the plan that is then written down.
        const isAdmission = caller.roleArn.includes('admitdeployment') && operation === 'DescribeTargetHealth';
        if (isDone || !isAdmission || ![blue, green].some(({ targetGroupArn }) => targetGroupArn === TargetGroupArn)) return undefined;
        const found = sim
          .deployments()
          .findLast(({ service, execution }) => service === campaign.service && execution.outcome === undefined);
        if (found === undefined) return undefined;
        isDone = true;
        count(`${found.id} dies while it is admitted`);
        sim.world.lambda.kill('sluice-admit-deployment', 'current', 'hang');
        const { executionArn } = found.execution.request;
        void sim.world.aws.call('SFN', 'StopExecution', { executionArn, cause: 'a person' }, local);
        return {};
      },
    };
  },
};

const local = { roleArn: 'local' };
