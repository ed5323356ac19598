import {
  type Action,
  InvalidLoadBalancerActionException,
  TargetGroupAssociationLimitException,
  type TargetGroupTuple,
  TooManyActionsException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { plainCopy } from '../../plain-copy.ts';
import { UnmodelledCallError } from '../aws-calls.ts';
import { found, validationError } from './elb-errors.ts';
import type { ElbState } from './elb-state.ts';
import { loadBalancersOf } from './load-balancers-of.ts';

const groupsMax = 5;
const weightMax = 999;
const stickySecondsMax = 604_800;

/**
 * Checks a whole action list as ModifyRule and the template do, and gives it as the API answers it: a forward always has a
 * `ForwardConfig` with every weight and the stickiness said, and one with a single group has `TargetGroupArn` too.
 *
 * @throws the exceptions of ModifyRule, or {@link UnmodelledCallError} for redirects and for weights that are all 0
 */
export function storedActions(state: ElbState, loadBalancerArn: string, actions: readonly Action[]): Action[] {
  const last = actions.at(-1);
  if (last === undefined) throw validationError('A list of actions must be specified');
  const terminal = actions.filter((action) => action.Type === 'forward' || action.Type === 'fixed-response' || action.Type === 'redirect');
  if (terminal.length > 1)
    throw new TooManyActionsException({ message: 'A rule has one forward, redirect or fixed-response', $metadata: {} });
  if (terminal.length === 0) throw invalidAction('A rule must end with a forward, redirect or fixed-response action');
  return actions.map((action) => {
    if (action.Type === 'redirect') throw new UnmodelledCallError('a redirect action of a listener rule');
    return action.Type === 'forward' ? storedForward(state, loadBalancerArn, action) : plainCopy(action);
  });
}

function storedForward(state: ElbState, loadBalancerArn: string, action: Action): Action {
  const tuples: readonly TargetGroupTuple[] =
    action.ForwardConfig?.TargetGroups ?? (action.TargetGroupArn === undefined ? [] : [{ TargetGroupArn: action.TargetGroupArn }]);
  if (tuples.length === 0 || tuples.length > groupsMax)
    throw validationError(`A forward action has 1 to ${groupsMax} target groups, not ${tuples.length}`);
  const groups = tuples.map((tuple) => storedTuple(state, loadBalancerArn, tuple));
  if (groups.every((group) => group.Weight === 0)) throw new UnmodelledCallError('a forward action whose weights are all 0');
  const { TargetGroupArn: only } = groups[0] ?? {};
  return {
    ...plainCopy(action),
    ForwardConfig: { TargetGroups: groups, TargetGroupStickinessConfig: storedStickiness(action) },
    ...(groups.length === 1 && only !== undefined ? { TargetGroupArn: only } : {}),
  };
}

function storedTuple(state: ElbState, loadBalancerArn: string, { TargetGroupArn, Weight = 1 }: TargetGroupTuple): TargetGroupTuple {
  const { description } = found(state.targetGroups, TargetGroupArn, 'target group');
  if (!Number.isInteger(Weight) || Weight < 0 || Weight > weightMax)
    throw validationError(`Weight must be an integer from 0 to ${weightMax}, not ${Weight}`);
  if (loadBalancersOf(state, description.TargetGroupArn).some((arn) => arn !== loadBalancerArn)) {
    const message = `Target group ${description.TargetGroupArn} is in use by another load balancer`;
    throw new TargetGroupAssociationLimitException({ message, $metadata: { httpStatusCode: 400 } });
  }
  return { TargetGroupArn: description.TargetGroupArn, Weight };
}

function storedStickiness(action: Action) {
  const { Enabled = false, DurationSeconds } = action.ForwardConfig?.TargetGroupStickinessConfig ?? {};
  if (!Enabled) return { Enabled };
  if (DurationSeconds === undefined || DurationSeconds < 1 || DurationSeconds > stickySecondsMax)
    throw validationError(`Stickiness needs DurationSeconds from 1 to ${stickySecondsMax}, not ${DurationSeconds}`);
  return { Enabled, DurationSeconds };
}

function invalidAction(message: string): InvalidLoadBalancerActionException {
  return new InvalidLoadBalancerActionException({ message, $metadata: { httpStatusCode: 400 } });
}
