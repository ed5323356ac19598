import type { Delivery } from '../../../local/aws/event-bridge/rule-properties.ts';
import type { FaultKind, FaultSetting } from './fault.ts';
import { changesRule } from './moves.ts';

const local = { roleArn: 'local' };

/** Does something a few times at random moments of the campaign. */
function nowAndThen({ sim, campaign, random }: FaultSetting, timesMax: number, act: () => void): void {
  const seconds = campaign.untilSeconds - campaign.fromSeconds;
  const times = 1 + Math.floor(random() * timesMax);
  for (let index = 0; index < times; index += 1) sim.after(random() * seconds * 1_000, act);
}

/** A person stops the state machine. */
export const stoppedExecutions: FaultKind = {
  name: 'stopped-executions',
  about:
    'somebody stops the running executions of a service, also those that restore, at any time or soon after users were moved, and half of the campaigns lose the events of it; intensity is not used',
  begin: (setting) => {
    const { sim, campaign, random, count } = setting;
    const isHeard = random() < 0.5;
    const stop = () => {
      const running = sim.deployments().filter(({ service, execution }) => service === campaign.service && execution.outcome === undefined);
      const restores = sim.restores().filter(({ outcome, request }) => outcome === undefined && request.name.includes(campaign.service));
      for (const { request } of [...running.map(({ execution }) => execution), ...restores]) {
        count(`${request.name} stopped`);
        void sim.world.aws.call('SFN', 'StopExecution', { executionArn: request.executionArn, cause: 'a person' }, local);
      }
    };
    const isSoon = random() < 0.5;
    if (!isSoon) nowAndThen(setting, 2, stop);
    let movesLeft = isSoon ? 1 + Math.floor(random() * 2) : 0;
    return {
      call: (call) => {
        if (movesLeft === 0 || !changesRule(setting, call)) return undefined;
        movesLeft -= 1;
        if (movesLeft === 0) sim.after(30_000 * random(), stop);
        return undefined;
      },
      arrivals: ({ event }) => {
        if (isHeard || !isStopIn(event, campaign.service)) return undefined;
        count(`that an execution of ${campaign.service} was stopped is not heard`);
        return [];
      },
    };
  },
};

function isStopIn({ 'detail-type': type, detail }: Delivery['event'], service: string): boolean {
  const { status, name } = detail as { readonly status?: string; readonly name?: string };
  return type === 'Step Functions Execution Status Change' && status === 'ABORTED' && name?.includes(service) === true;
}

/** A person edits the rule, or a stack update writes the template's weights. */
export const editedRule: FaultKind = {
  name: 'edited-rule',
  about:
    'somebody writes other weights on the rule of a service: those of the template, all on one lane, or anything; intensity is not used',
  begin: (setting) => {
    const { sim, campaign, random, count } = setting;
    nowAndThen(setting, 2, () => {
      const { ruleArn, blue, green } = sim.service(campaign.service);
      const percent = [100, 0, Math.floor(random() * 101)][Math.floor(random() * 3)] ?? 100;
      const TargetGroups = [
        { TargetGroupArn: blue.targetGroupArn, Weight: percent },
        { TargetGroupArn: green.targetGroupArn, Weight: 100 - percent },
      ];
      count(`the rule of ${campaign.service} is set to ${percent}/${100 - percent}`);
      const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups, TargetGroupStickinessConfig: { Enabled: false } } }];
      void sim.world.aws.call('ElasticLoadBalancingV2', 'ModifyRule', { RuleArn: ruleArn, Actions }, local);
    });
    return {};
  },
};

/** An alarm that rings for a moment. */
export const flappingAlarms: FaultKind = {
  name: 'flapping-alarms',
  about:
    'an alarm of a lane rings and is quiet again within a minute, and half of the campaigns lose the events of it; intensity is not used',
  begin: (setting) => {
    const { sim, campaign, random, count } = setting;
    const isHeard = random() < 0.5;
    const set = (AlarmName: string, StateValue: string) =>
      void sim.world.aws.call('CloudWatch', 'SetAlarmState', { AlarmName, StateValue, StateReason: 'it flaps' }, local);
    nowAndThen(setting, 3, () => {
      const AlarmName = `${campaign.service}-${random() < 0.5 ? 'blue' : 'green'}-${random() < 0.5 ? 'slow' : 'errors'}`;
      count(`alarm ${AlarmName} flaps`);
      set(AlarmName, 'ALARM');
      sim.after(random() * 60_000, () => set(AlarmName, 'OK'));
    });
    const isOfService = (arn: string) => arn.includes(`:alarm:${campaign.service}-`);
    return {
      arrivals: ({ event }) => {
        if (isHeard || event['detail-type'] !== 'CloudWatch Alarm State Change' || !event.resources.some(isOfService)) return undefined;
        count(`an alarm of ${campaign.service} is not heard`);
        return [];
      },
    };
  },
};

/** Somebody silences the guards. */
export const silencedAlarms: FaultKind = {
  name: 'silenced-alarms',
  about: 'the actions of a service’s alarms are disabled for the campaign; intensity is not used',
  begin: ({ sim, campaign, count }) => {
    const AlarmNames = ['blue', 'green'].flatMap((lane) => ['slow', 'errors'].map((what) => `${campaign.service}-${lane}-${what}`));
    const call = (operation: string) => void sim.world.aws.call('CloudWatch', operation, { AlarmNames }, local);
    count(`alarms of ${campaign.service} are silenced`);
    call('DisableAlarmActions');
    return { end: () => call('EnableAlarmActions') };
  },
};

/** The control plane is deployed anew while it works. */
export const redeployedControlPlane: FaultKind = {
  name: 'redeployed-control-plane',
  about: 'the control plane is updated to another version of itself and back; intensity is not used',
  begin: (setting) => {
    nowAndThen(setting, 1, () => {
      setting.count('the control plane is redeployed');
      void setting.sim.redeploy();
    });
    return {};
  },
};
