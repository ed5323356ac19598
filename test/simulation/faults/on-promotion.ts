import type { Call } from '../../../local/aws/router.ts';
import { firstEnteredMs } from '../oracles/seen/entered-states.ts';
import { entriesIn } from '../oracles/seen/entries-in.ts';
import type { DeploymentSeen } from '../world/simulated.ts';
import type { FaultSetting } from './fault.ts';

/** The promotion of a service whose rollback window runs; undefined: nothing was, or another release has begun since, or the window is over. */
export function promotionOf({ sim, campaign }: Promoting): DeploymentSeen | undefined {
  const last = sim.deployments().findLast(({ service }) => service === campaign.service);
  if (last === undefined || last.execution.outcome !== undefined) return undefined;
  return firstEnteredMs(last.execution, 'AwaitRollbackWindow') === undefined ? undefined : last;
}

/**
 * Calls `act` for each promotion of the campaign's service whose rollback window runs: the one there is, and those that are announced.
 *
 * @returns what is to be told of every call
 */
export function onPromotion(setting: Promoting, act: () => void): (call: Call) => void {
  const { service } = setting.campaign;
  if (promotionOf(setting) !== undefined) act();
  return (call) => {
    if (entriesIn(call).some(({ type, detail }) => type === 'DeploymentPromoted' && detail.service === service)) act();
  };
}

type Promoting = Pick<FaultSetting, 'sim' | 'campaign'>;
