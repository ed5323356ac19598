import type { AnalysisPlan } from './analysis-plan.ts';
import type { RevisionRequest, RuleActions, ScalingRequest } from './aws-requests.ts';
import type { Lane } from './lane.ts';

/** How far a candidate goes, for how long, and who must agree first. */
export interface Step {
  /** Share of user requests, integer 0..100. 0 means: only the test route reaches the candidate. */
  readonly candidatePercent: number;
  readonly bakeSeconds: number;
  /** True when a person must approve before this step's traffic moves. */
  readonly approval: boolean;
}

/** What ends a deployment at once, fixed at admission. */
export interface Guards {
  readonly alarmArns: readonly string[];
  /** Candidate tasks that may stop by themselves before the guard trips. */
  readonly taskFailuresAllowed: number;
}

/**
 * Everything that is fixed when a deployment is admitted: immutable, and enough to restore what was there before.
 * It is the variable `$plan` of `deployment.asl.json`, so each field name here is also read there.
 */
export interface Plan {
  readonly deploymentId: string;
  readonly service: string;
  readonly cluster: string;
  readonly ruleArn: string;
  /** The rule of the test route, if there is one: `RouteTesters` points it at the candidate before users reach it. */
  readonly testRuleArn?: string;
  /** Actions of that rule that log testers in: they come before its forward, as found. Plans of earlier control planes do not say. */
  readonly testLeadingActions?: RuleActions;
  /** Snapshot of the lane that serves users, taken before the first change. A rollback ends here. */
  readonly stable: Lane & { readonly taskDefinitionArn: string; readonly desiredCount: number };
  /**
   * The lane that gets the new version; `desiredCount` is its size at launch, `taskDefinitionArn` what it ran at admission: while it still
   * does, nothing was launched. Plans of earlier control planes do not say.
   */
  readonly candidate: Lane & {
    readonly desiredCount: number;
    readonly imageDigest: string;
    readonly image: string;
    readonly taskDefinitionArn?: string;
  };
  /** The new revision for the candidate lane's own task definition family, image pinned by digest. */
  readonly revision: RevisionRequest;
  /** The rule's actions as found at admission: stable 100, candidate 0. `RestoreTraffic` sends exactly this. */
  readonly actionsBefore: RuleActions;
  /** Actions that come before the forward (authenticate-*); every shift sends them again. */
  readonly leadingActions: RuleActions;
  /** The rule's stickiness block as found; every shift sends it again. */
  readonly stickiness: { readonly Enabled: boolean; readonly DurationSeconds?: number };
  readonly steps: readonly Step[];
  readonly candidateSize: 'full' | 'partial';
  readonly analysis: AnalysisPlan;
  readonly guards: Guards;
  /** Sent before the candidate starts, and again when users come back: stable may not shrink while it is the way back. Empty without scaling. */
  readonly holdScaling: readonly ScalingRequest[];
  /** Sent once after that, while the candidate has no users: it may grow as large as stable. Empty when it may already. */
  readonly raisedScaling: readonly ScalingRequest[];
  /** Sent when a candidate was promoted: scaling moves with the traffic. */
  readonly promotedScaling: readonly ScalingRequest[];
  /** Sent when every user has come back and the candidate is stopped: scaling as it was before, with the largest sizes of now. */
  readonly restoredScaling: readonly ScalingRequest[];
  /** Seconds between two looks at a starting candidate. */
  readonly inspectSeconds: number;
  /** Seconds a candidate has to become healthy. */
  readonly launchSeconds: number;
  /** Seconds to wait after traffic left a lane before its tasks are stopped: its deregistration delay and a margin. */
  readonly drainSeconds: number;
  /** Seconds the old lane stays at full size after a promotion. */
  readonly rollbackWindowSeconds: number;
  /** Upper bound of the whole deployment, for every timeout that needs one. */
  readonly longestSeconds: number;
  /** SNS topic that pages people. */
  readonly pageTopicArn: string;
}
