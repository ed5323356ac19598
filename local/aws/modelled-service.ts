import type { Clock } from '../clock.ts';
import type { Caller } from './aws-calls.ts';
import type { ResourceMaker } from './resource-maker.ts';

/** One AWS operation: takes the SDK command's input, answers its output without `$metadata`, throws real SDK exceptions. */
export type Operation = (input: never, caller: Caller) => Promise<object>;

/** One AWS service as the local world models it. */
export interface ModelledService {
  /** The SDK's service id without spaces, e.g. `ECS`, `ElasticLoadBalancingV2`, `SFN`. */
  readonly id: string;
  /** Operation name as in the SDK command (`UpdateService`) → behaviour. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** CloudFormation type → maker, for the resource types this service owns. */
  readonly resources: Readonly<Record<string, ResourceMaker>>;
}

/** What every modelled service is built from. Time and chance come from here and nowhere else. */
export interface ModelNeeds {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly account: string;
  readonly region: string;
}
