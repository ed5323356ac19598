import type { CountBlock, ValueBlock } from '../../core/analysis/blocks.ts';
import { type Evidence, type MetricEvidence, nothingKnown } from '../../core/analysis/evidence.ts';
import type { ReleaseProfile } from '../../core/analysis/release-profile.ts';
import { secondsLater } from '../core/builders.ts';

/** Epoch seconds, at the beginning of an hour. */
export const hour = 1_767_225_600;

/** A block of a series of counts, `minutes` after the hour; the candidate's requests tell versions of it apart. */
export const aCountBlock = (minutes: number, candidateRequests = 60): CountBlock => ({
  startedAt: hour + minutes * 60,
  candidate: { requests: candidateRequests, bad: 1 },
  stable: { requests: 540, bad: 3 },
});

export const aValueBlock = (minutes: number, candidate: number | null): ValueBlock => ({
  startedAt: hour + minutes * 60,
  candidate,
  stable: null,
});

/** One metric with one series of counts. */
export const ofErrors = (...blocks: readonly CountBlock[]): MetricEvidence => ({ counts: { errors: blocks }, values: {} });

export const someEvidence = (change: Partial<Evidence> = {}): Evidence => ({
  ...nothingKnown,
  steps: [{ stepIndex: 0, candidatePercent: 5, beganAt: hour }],
  ...change,
});

export const aProfile = (change: Partial<ReleaseProfile> = {}): ReleaseProfile => ({
  taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders:7',
  deploymentId: 'orders-7',
  from: secondsLater(0).toISOString(),
  until: secondsLater(3_600).toISOString(),
  requests: 36_000,
  requestsPerSecond: 10,
  errorRate: 0.001,
  p50Seconds: 0.02,
  ...change,
});
