import { valueAt } from '../input.ts';
import { limits } from '../limits.ts';
import type { AdmissionFacts } from './admission-facts.ts';
import type { AnalysisPlan } from './analysis-plan.ts';
import type { RevisionRequest, RuleActions } from './aws-requests.ts';
import { candidateCountFor } from './candidate-count.ts';
import { longestSeconds } from './longest-seconds.ts';
import type { Plan } from './plan.ts';
import { pinnedImage, revisionFor } from './revision.ts';
import type { LaneInRole } from './roles.ts';
import { scalingOf, scalingPlan } from './scaling.ts';
import { stickinessOf } from './stickiness.ts';

/** The facts of a deployment that nothing speaks against. */
export interface AdmissibleFacts extends AdmissionFacts {
  readonly rule: NonNullable<AdmissionFacts['rule']>;
  readonly source: RevisionRequest;
  readonly image: { readonly kind: 'found'; readonly digest: string };
}

/** Fixes the plan, with a snapshot of what stable was. Everything later is done from it alone. */
export function makePlan(facts: AdmissibleFacts, roles: { readonly stable: LaneInRole; readonly candidate: LaneInRole }): Plan {
  const { service, rule, request } = facts;
  const { steps, candidateSize, launchSeconds, inspectSeconds, rollbackWindowSeconds } = service;
  return {
    deploymentId: facts.deploymentId,
    service: service.name,
    cluster: service.cluster,
    ruleArn: service.listenerRuleArn,
    ...testRouteOf(facts),
    ...lanesOf(facts, roles),
    actionsBefore: sendable(rule.actions),
    leadingActions: leadingActions(sendable(rule.actions)),
    stickiness: stickinessOf(rule.actions),
    steps,
    candidateSize,
    analysis: request.purpose === 'a-a' ? dryRun(service.analysis) : service.analysis,
    guards: { alarmArns: facts.alarms.found.map(({ arn }) => arn), taskFailuresAllowed: service.guards.taskFailuresAllowed },
    ...scalingPlan(scalingOf(facts, roles.stable.lane), scalingOf(facts, roles.candidate.lane)),
    inspectSeconds,
    launchSeconds,
    drainSeconds: drainSeconds(facts),
    rollbackWindowSeconds,
    longestSeconds: longestSeconds(service),
    pageTopicArn: facts.pageTopicArn,
  };
}

/** Both lanes of an A/A deployment run the same: what a metric says against one is the judge's mistake, to be counted and not acted upon. */
function dryRun(analysis: AnalysisPlan): AnalysisPlan {
  return { ...analysis, metrics: analysis.metrics.map((metric) => ({ ...metric, dryRun: true })) };
}

function lanesOf(
  { service, source, image }: AdmissibleFacts,
  { stable, candidate }: { readonly stable: LaneInRole; readonly candidate: LaneInRole },
): Pick<Plan, 'stable' | 'candidate' | 'revision'> {
  const { desiredCount, deployments } = stable.facts;
  const snapshot = { ...stable.lane, taskDefinitionArn: deployments[0]?.taskDefinitionArn ?? '', desiredCount };
  const [latest] = candidate.facts.deployments;
  const found = latest && { taskDefinitionArn: latest.taskDefinitionArn };
  const pinned = pinnedImage(service, source, image.digest);
  // A step at 0 % needs a candidate too: its size is that of the first step with users.
  const firstPercent = service.steps.find(({ candidatePercent }) => candidatePercent > 0)?.candidatePercent ?? 100;
  const launchCount = candidateCountFor({ candidateSize: service.candidateSize, stable: snapshot }, firstPercent);
  return {
    stable: snapshot,
    candidate: { ...candidate.lane, desiredCount: launchCount, imageDigest: image.digest, image: pinned, ...found },
    revision: revisionFor(service, candidate.lane.lane, source, pinned),
  };
}

/**
 * The actions as `ModifyRule` takes them back: `DescribeRules` never gives the client secret of an authenticate-oidc action, and
 * without it ELB wants to be told to keep the one it has (ELBv2 API, AuthenticateOidcActionConfig).
 */
function sendable(actions: RuleActions): RuleActions {
  return actions.map((action) => {
    const config = action.AuthenticateOidcConfig;
    if (action.Type !== 'authenticate-oidc' || valueAt(config, 'ClientSecret') !== undefined) return action;
    return { ...action, AuthenticateOidcConfig: { ...Object(config), UseExistingClientSecret: true } };
  });
}

function testRouteOf({ service, testRule }: AdmissibleFacts): Pick<Plan, 'testRuleArn' | 'testLeadingActions'> {
  const testRuleArn = service.testRoute?.ruleArn;
  if (testRuleArn === undefined) return {};
  return { testRuleArn, testLeadingActions: leadingActions(sendable(testRule?.actions ?? [])) };
}

/**
 * Those that log in. ELB wants an order on every action of a rule with several: theirs from 1, the forward last. What answers by itself, on a rule of
 * testers, is what the forward takes the place of.
 */
function leadingActions(actions: RuleActions): RuleActions {
  const orderOf = ({ Order }: RuleActions[number]) => (typeof Order === 'number' ? Order : 0);
  return actions
    .filter(({ Type }) => String(Type).startsWith('authenticate-'))
    .sort((one, other) => orderOf(one) - orderOf(other))
    .map((action, index) => ({ ...action, Order: index + 1 }));
}

function drainSeconds({ service, lanes, rule }: AdmissibleFacts): number {
  const { Enabled, DurationSeconds = 0 } = stickinessOf(rule.actions);
  const delay = service.drainSeconds ?? Math.max(lanes.blue.deregistrationDelaySeconds, lanes.green.deregistrationDelaySeconds);
  return Math.max(delay, Enabled ? DurationSeconds : 0, limits.shiftInFlightSeconds.value) + limits.drainMarginSeconds.value;
}
