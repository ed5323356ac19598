import { limits } from '../limits.ts';
import type { AdmissionFacts, ScalableTargetFacts } from './admission-facts.ts';
import type { RuleActions } from './aws-requests.ts';
import { planTooLong } from './history-budget.ts';
import { privilegesBeyond, rolesBeyond } from './privileges.ts';
import { imageOf, isSameRevision, pinnedImage, revisionFor } from './revision.ts';
import { type LaneInRole, laneArns, rolesOf } from './roles.ts';
import { scalingOf } from './scaling.ts';
import { stickinessOf } from './stickiness.ts';
import { describeTraffic, weightsOf } from './traffic.ts';

/** Why a deployment is not started. The names are stable: events, the console and people's scripts use them. */
export type RefusalCode =
  | 'Aborted'
  | 'AlarmDisabled'
  | 'AlarmFiring'
  | 'AlarmMissing'
  | 'AnotherDeploymentRunning'
  | 'ContainerMissing'
  | 'ImageMissing'
  | 'LaneUnavailable'
  | 'NewerPush'
  | 'NotAdmitted'
  | 'NotAsServing'
  | 'PlanTooLong'
  | 'PrivilegesBeyondStable'
  | 'RolesBeyondStable'
  | 'RuleActionUnknown'
  | 'RuleIsDefault'
  | 'RuleMissing'
  | 'RuleNotTwoLanes'
  | 'SameDigestAlreadyServing'
  | 'ScalingSuspended'
  | 'ScalingUneven'
  | 'ServiceUnknown'
  | 'StableUnhealthy'
  | 'StickinessTooLong'
  | 'TaskDefinitionMissing'
  | 'TestRuleMissing'
  | 'TimeAhead'
  | 'WeightsNotWhole';

/** One reason, for machines and for people. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly because: string;
}

/** Every reason against a deployment, not only the first: a person fixes them together. Empty when there is none. */
export function refusalsOf(facts: AdmissionFacts): readonly Refusal[] {
  return [
    ...againstRule(facts),
    ...againstTestRule(facts),
    ...againstAlarms(facts),
    ...againstLanes(facts),
    ...againstSource(facts),
    ...againstRevision(facts),
    ...refuse('PlanTooLong', planTooLong(facts.service)),
  ];
}

function againstTestRule({ service: { testRoute }, testRule }: AdmissionFacts): readonly Refusal[] {
  if (testRoute?.ruleArn === undefined) return [];
  if (testRule === undefined) return refuse('TestRuleMissing', `listener rule ${testRoute.ruleArn} of the test route does not exist`);
  return againstChange(testRule, testRoute.ruleArn);
}

/** What `ModifyRule` would not take. */
function againstChange({ actions, isDefault }: NonNullable<AdmissionFacts['rule']>, ruleArn: string): readonly Refusal[] {
  const isUnchangeable =
    isDefault && `${ruleArn} is its listener's default, which ModifyRule cannot change: give the service a rule of its own`;
  const unknown = unknownActions(actions).map((type): Refusal => ({ code: 'RuleActionUnknown', because: whyUnknown(type, ruleArn) }));
  return [...refuse('RuleIsDefault', isUnchangeable), ...unknown];
}

function againstRule({ rule, service }: AdmissionFacts): readonly Refusal[] {
  if (rule === undefined) return refuse('RuleMissing', `listener rule ${service.listenerRuleArn} does not exist`);
  const traffic = weightsOf(rule.actions);
  const { DurationSeconds = 0, Enabled } = stickinessOf(rule.actions);
  const tooSticky = Enabled && DurationSeconds > limits.stickinessSeconds.value;
  return [
    ...againstChange(rule, service.listenerRuleArn),
    ...againstTraffic(traffic, laneArns(service)),
    ...refuse(
      'StickinessTooLong',
      tooSticky &&
        `target group stickiness lasts ${DurationSeconds} s, allowed are ${limits.stickinessSeconds.value} s: ${limits.stickinessSeconds.because}`,
    ),
  ];
}

/**
 * Each type of action that cannot be sent back. Redirects and fixed responses are named elsewhere: beside them a rule has no forward.
 * Source: the integration of Step Functions ends an execution (`States.Runtime`) that gives it a value which it does not know.
 */
function unknownActions(actions: RuleActions): readonly string[] {
  const known = ['forward', 'authenticate-oidc', 'authenticate-cognito', 'redirect', 'fixed-response'];
  return [...new Set(actions.map(({ Type }) => String(Type)))].filter((type) => !known.includes(type));
}

function whyUnknown(type: string, ruleArn: string): string {
  return (
    `listener rule ${ruleArn} has an action of type ${type}, which neither a shift nor the way back could send: ` +
    'remove the action; authenticate-oidc and authenticate-cognito may stay before the forward'
  );
}

function againstTraffic(traffic: ReturnType<typeof weightsOf>, lanes: readonly string[]): readonly Refusal[] {
  if (traffic.kind === 'malformed') return refuse('RuleNotTwoLanes', traffic.because);
  const arns = [...traffic.weights.keys()];
  if (arns.length !== lanes.length || !lanes.every((arn) => arns.includes(arn))) {
    return refuse('RuleNotTwoLanes', `the rule forwards to ${describeTraffic(traffic)}, expected are exactly the two lanes`);
  }
  const withWeight = [...traffic.weights.values()].filter((weight) => weight > 0).length;
  return refuse('WeightsNotWhole', withWeight !== 1 && `the rule splits users: ${describeTraffic(traffic)}; give one lane all the weight`);
}

function againstAlarms({ alarms }: AdmissionFacts): readonly Refusal[] {
  return [
    ...alarms.missing.flatMap((name) => refuse('AlarmMissing', `alarm ${name} does not exist: a guard that cannot fire guards nothing`)),
    ...alarms.found.flatMap(({ name, state, actionsEnabled }) => [
      ...refuse('AlarmFiring', state === 'ALARM' && `alarm ${name} is in ALARM already: it could not report the candidate`),
      ...refuse('AlarmDisabled', !actionsEnabled && `alarm ${name} has its actions disabled: somebody does not trust it now`),
    ]),
  ];
}

function againstLanes(facts: AdmissionFacts): readonly Refusal[] {
  const unavailable = (['blue', 'green'] as const).flatMap((lane) => {
    const { status } = facts.lanes[lane];
    return refuse('LaneUnavailable', status !== 'ACTIVE' && `lane ${lane} is an ECS service in status ${status}`);
  });
  const roles = rolesOf(facts);
  if (roles === undefined) return unavailable;
  const { stable, candidate } = roles;
  const uneven = (scalingOf(facts, stable.lane) === undefined) !== (scalingOf(facts, candidate.lane) === undefined);
  return [
    ...unavailable,
    ...unhealthy(stable).map((because): Refusal => ({ code: 'StableUnhealthy', because: `lane ${stable.lane.lane}: ${because}` })),
    ...refuse(
      'ScalingUneven',
      uneven && 'one lane has a scalable target and the other has not: scaling moves with the traffic, so give both one',
    ),
    ...againstSuspension(scalingOf(facts, stable.lane)),
  ];
}

/** Something left stable so, and a promotion would hand it on to a candidate that then cannot grow. */
function againstSuspension(target: ScalableTargetFacts | undefined): readonly Refusal[] {
  if (target === undefined || !target.SuspendedState.DynamicScalingOutSuspended) return [];
  const because =
    `stable cannot grow: scale-out of ${target.ResourceId} is suspended, and a promotion would hand that on; ` +
    'register the scalable target with DynamicScalingOutSuspended false';
  return refuse('ScalingSuspended', because);
}

/** Stable is the way back: it must be whole before anything moves. */
function unhealthy({ facts: lane }: LaneInRole): readonly string[] {
  return [
    ...(lane.desiredCount === 0 ? ['it has no tasks'] : []),
    ...(lane.deployments.length === 1 ? [] : [`${lane.deployments.length} ECS service deployments, expected 1`]),
    ...(lane.runningCount < lane.desiredCount ? [`${lane.runningCount} of ${lane.desiredCount} tasks run`] : []),
    ...(lane.healthyTargets < lane.runningCount ? [`${lane.healthyTargets} of ${lane.runningCount} targets are healthy`] : []),
  ];
}

function againstSource({ service, request, source, image }: AdmissionFacts): readonly Refusal[] {
  const name = request.taskDefinitionArn ?? service.taskDefinition;
  const container = source !== undefined && imageOf(source, service.container) === undefined;
  return [
    ...refuse('TaskDefinitionMissing', source === undefined && `task definition ${name} does not exist`),
    ...refuse('ContainerMissing', container && `task definition ${name} has no container ${service.container}`),
    ...refuse(
      'ImageMissing',
      image.kind === 'missing' && `${request.imageDigest ?? `the image of ${name}`} is not in repository ${service.repository}`,
    ),
  ];
}

function againstRevision(facts: AdmissionFacts): readonly Refusal[] {
  const { service, source, image, request } = facts;
  const roles = rolesOf(facts);
  if (roles === undefined || source === undefined) return [];
  const serving = roles.stable.facts.revision;
  if (serving === undefined)
    return refuse('TaskDefinitionMissing', "stable's task definition cannot be read, so nothing could go back to it");
  const pinned = image.kind === 'found' ? pinnedImage(service, source, image.digest) : undefined;
  const isSame = pinned !== undefined && isSameRevision(serving, revisionFor(service, roles.candidate.lane.lane, source, pinned));
  return [
    ...rolesBeyond(serving, source).map((because): Refusal => ({ code: 'RolesBeyondStable', because })),
    ...privilegesBeyond(serving, source).map((because): Refusal => ({ code: 'PrivilegesBeyondStable', because })),
    ...(request.purpose === 'a-a'
      ? refuse('NotAsServing', pinned !== undefined && !isSame && notAsServing(roles.stable, imageOf(serving, service.container), pinned))
      : refuse('SameDigestAlreadyServing', isSame && `lane ${roles.stable.lane.lane} already serves ${pinned} with this task definition`)),
  ];
}

/** Whatever differs between the lanes would be measured as the judge's mistake. */
function notAsServing({ lane }: LaneInRole, serving: string | undefined, asked: string): string {
  const difference = serving === asked ? 'this is another task definition' : `this is ${asked}`;
  return `an A/A deployment releases what lane ${lane.lane} serves already, ${serving}; ${difference}: give what serves`;
}

function refuse(code: RefusalCode, because: string | false | undefined): readonly Refusal[] {
  return because === false || because === undefined ? [] : [{ code, because }];
}
