import { putRequest } from '../world/put-request.ts';
import type { FaultSetting } from './fault.ts';

type Asking = Pick<FaultSetting, 'sim' | 'campaign'>;

/** A person stops what the campaign's service deploys. */
export function abort(setting: Asking): void {
  request(setting, 'AbortRequested');
}

/** A person asks for users of the campaign's service to go back. */
export function request({ sim, campaign: { service } }: Asking, type: 'AbortRequested' | 'RollbackRequested'): void {
  putRequest(sim.world, type, { service, by: 'a person', because: 'users fail' });
}
