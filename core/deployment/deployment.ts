import type { Verdict } from '../analysis/verdict.ts';
import type { Drift } from './drift.ts';
import type { Plan } from './plan.ts';

/** Where a deployment is. The last four are terminal and absorb everything that comes later. */
export type DeploymentStatus = 'progressing' | 'promoting' | 'rolling-back' | 'promoted' | 'rolled-back' | 'needs-human' | 'refused';

/** Something that must end a deployment: an alarm, crashed candidate tasks, a failed ECS service deployment, users whom nobody serves, a person. */
export interface Signal {
  readonly kind: 'alarm' | 'task-stopped' | 'launch-failed' | 'unserved' | 'abort';
  /** Alarm ARN, task ARN, ECS service deployment id, listener rule ARN or person. */
  readonly source: string;
  readonly because: string;
  /** When AWS or the person says it happened, ISO 8601. */
  readonly occurredAt: string;
}

/** What asked for a deployment. `id` is the same for a redelivery of the same trigger. */
export interface Trigger {
  readonly kind: 'image-push' | 'request' | 'template';
  readonly id: string;
  readonly at: string;
}

/** The input of one execution of the deployment machine. */
export interface DeploymentRequest {
  readonly service: string;
  /** Image digest `sha256:…`; absent when the source task definition already names its image. */
  readonly imageDigest?: string;
  /** Source task definition ARN, when not the service's declared one. */
  readonly taskDefinitionArn?: string;
  readonly trigger: Trigger;
  /** `a-a`: release the digest that serves already, to measure how often the judge would be wrong on this service's own traffic. */
  readonly purpose?: 'release' | 'a-a';
}

/** The record of one deployment, as loaded for a decision. */
export interface Deployment {
  readonly id: string;
  readonly service: string;
  readonly executionArn: string;
  readonly status: DeploymentStatus;
  readonly plan: Plan;
  /** Fence of the lease it was admitted under; a write with an older one is refused. */
  readonly fence: number;
  /** Counts the decisions recorded; a decision on an older sequence is stale. */
  readonly sequence: number;
  /** Index into `plan.steps` of the traffic last intended; -1 before the first shift. */
  readonly stepIndex: number;
  /** When the traffic of this step was intended, ISO 8601; undefined before the first. */
  readonly stepStartedAt?: string;
  /** Indices of the steps that people approved, in any order: an approval of one says nothing about any other. */
  readonly approvedSteps: readonly number[];
  /** The step whose approval was asked for last, since when, and the first look that knew it was given, ISO 8601; absent when none was. */
  readonly approvalAsked?: { readonly stepIndex: number; readonly at: string; readonly until?: string };
  readonly signal?: Signal;
  /** What the judge said at the last look, its texts cut; absent before the first. */
  readonly lastVerdict?: Verdict;
  /** The last look at which the judge asked to hold, ISO 8601; absent when it never did. */
  readonly heldUntil?: string;
  /** The last recorded look that read the alarms, ISO 8601; absent before the first. */
  readonly lookedAt?: string;
  /** The last recorded look that read the rule and its targets, which a throttled one does without, ISO 8601; absent before the first. */
  readonly seenAt?: string;
  /** The first of the last looks in a row that read too little to decide, ISO 8601: over once `lookedAt` or `seenAt` is later. */
  readonly unreadSince?: string;
  /** The last weights on the rule that Sluice did not set; absent when there never were any. */
  readonly drift?: Drift;
  readonly admittedAt: string;
  readonly endedAt?: string;
  /** When the old lane may be retired, ISO 8601; set at promotion. */
  readonly retireAt?: string;
}
