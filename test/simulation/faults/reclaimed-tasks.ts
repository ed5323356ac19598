import type { Call, CallFault } from '../../../local/aws/router.ts';
import { abort } from './ask-back.ts';
import type { FaultKind, FaultSetting } from './fault.ts';
import { changesRule } from './moves.ts';
import { serviceError } from './service-error.ts';

/** When people see that users of stable fail, they stop what goes on, which may be all that serves anybody. */
const regretSeconds = { least: 65, most: 90 };

/** A way back that is to find stable empty, and then nobody to tell, needs all the time in which it is. */
const alarmedSeconds = { least: 5, most: 25 };

/** What a task takes to start, and to be found. */
const backSeconds = 30;

const local = { roleArn: 'local' };

/** What else fails while stable is empty. */
type Trouble = 'none' | 'unheard' | 'unseen';

/** What runs on spare capacity loses it, and waits for other. */
export const reclaimedTasks: FaultKind = {
  name: 'reclaimed-tasks',
  about:
    'soon after users were moved, every task of stable is stopped and somebody aborts, or one task of the candidate is; others start only after two minutes. While stable has none, in a third of these SNS answers nothing, and in another ELB does not say whom stable serves once a person was called; intensity is not used',
  isPatient: true,
  begin: (setting) => {
    const { sim, random } = setting;
    const ofStable = random() < 0.6;
    const trouble = (ofStable && (['none', 'unheard', 'unseen'] as const)[Math.floor(3 * random())]) || 'none';
    const lateMs = 100_000 + 60_000 * random();
    let movesLeft = 1 + Math.floor(random() * (ofStable ? 2 : 3));
    let gone: string | undefined;
    const refuse = refusals(setting, trouble);
    return {
      call: (call) => {
        if (movesLeft > 0 && changesRule(setting, call)) {
          movesLeft -= 1;
          const reclaimed = () => {
            gone = reclaim(setting, ofStable);
            const { least, most } = trouble === 'unheard' ? alarmedSeconds : regretSeconds;
            if (ofStable && gone !== undefined) sim.after((least + (most - least) * random()) * 1_000, () => abort(setting));
          };
          if (movesLeft === 0) sim.after(5_000 + 20_000 * random(), reclaimed);
        }
        return gone === undefined ? undefined : refuse(call);
      },
      taskStart: ({ image }) => {
        if (image !== gone) return undefined;
        // When nothing fails any more they have to be back.
        return Math.max(0, Math.min(lateMs, (sim.scenario.faultsEndSeconds - backSeconds - sim.elapsedSeconds()) * 1_000));
      },
    };
  },
};

/** @returns the image of the tasks that were stopped; undefined: there were none */
function reclaim({ sim, campaign, count }: FaultSetting, ofStable: boolean): string | undefined {
  const plan = planOf({ sim, campaign });
  if (plan === undefined) return undefined;
  const { cluster, ...lanes } = sim.service(campaign.service);
  const { tasks } = lanes[ofStable ? plan.stable.lane : plan.candidate.lane];
  const [first] = tasks;
  if (first === undefined) return undefined;
  const stopped = ofStable ? tasks : [first];
  count(`${stopped.length} tasks of ${sim.versionOf(first.image)} of ${campaign.service} are reclaimed`);
  for (const { arn } of stopped)
    void sim.world.aws.call('ECS', 'StopTask', { cluster, task: arn, reason: 'its capacity is reclaimed' }, local);
  return first.image;
}

function refusals({ sim, campaign, count }: FaultSetting, trouble: Trouble): (call: Call) => CallFault | undefined {
  let isCalled = false;
  const isHealthOfStable = ({ operation, input }: Call): boolean => {
    const { TargetGroupArn } = input as { readonly TargetGroupArn?: string };
    return operation === 'DescribeTargetHealth' && TargetGroupArn === planOf({ sim, campaign })?.stable.targetGroupArn;
  };
  return (call) => {
    if (call.caller.roleArn === local.roleArn) return undefined;
    isCalled ||= call.service === 'SNS';
    if (trouble === 'unseen' && isCalled && isHealthOfStable(call)) {
      count('ELB does not say whom stable serves');
      return { throwBefore: serviceError('ElasticLoadBalancingV2', 'unavailable') };
    }
    if (trouble !== 'unheard' || call.service !== 'SNS') return undefined;
    count('SNS answers nothing');
    return { delayMs: 120_000, throwBefore: serviceError('SNS', 'unavailable') };
  };
}

function planOf({ sim, campaign }: Pick<FaultSetting, 'sim' | 'campaign'>) {
  return sim.deployments().findLast(({ service }) => service === campaign.service)?.plan;
}
