import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outcome as Ended, outcomeRecorder } from '../../adapters/outcome-recorder.ts';
import { admitDeployment } from '../../functions/admit-deployment/admit-deployment.ts';
import { claimRetirement } from '../../functions/claim-retirement/claim-retirement.ts';
import { inspectCandidate } from '../../functions/inspect-candidate/inspect-candidate.ts';
import { keepLanes } from '../../functions/keep-lanes/keep-lanes.ts';
import { physicalIdOf } from '../../functions/keep-lanes/physical-id.ts';
import { nextStep } from '../../functions/next-step/next-step.ts';
import { recordOutcome } from '../../functions/record-outcome/record-outcome.ts';
import { watchForSignals } from '../../functions/watch-for-signals/watch-for-signals.ts';
import { admittedAt, aRevision, digest, secondsLater, someFacts } from '../core/builders.ts';
import { aLook } from '../functions/next-step/a-look.ts';
import { cases } from './cases.ts';
import { expectPlain, fuzz, fuzzTimeoutMs } from './fuzz.ts';
import { anyJson } from './hostile-values.ts';
import { mutated } from './mutate.ts';
import { aWatchedWorld, deployment, type Effects, isUntouched, sizeOf } from './some-needs.ts';

const { id, plan, executionArn } = deployment;
const request = { service: 'orders', imageDigest: digest, trigger: { kind: 'request', id: 'release-9', at: admittedAt.toISOString() } };

type World = Awaited<ReturnType<typeof aWatchedWorld>>;

interface Surface {
  readonly of: string;
  readonly samples: readonly unknown[];
  /** Kinds of answers that nothing may have come of. */
  readonly idle?: readonly string[];
  readonly run: (world: World) => (input: unknown) => Promise<{ readonly kind: string } | object>;
}

const surfaces: readonly Surface[] = [
  {
    of: 'admit-deployment',
    samples: [
      { deploymentId: 'orders-2', executionArn, request },
      { deploymentId: id, executionArn, request: { ...request, taskDefinitionArn: 'orders:7', purpose: 'a-a' } },
    ],
    run: ({ parts }) =>
      admitDeployment({ ...parts, glance: async () => someFacts(), read: async () => someFacts(), pageTopicArn: 'arn:page' }),
  },
  {
    of: 'inspect-candidate',
    samples: [{ deploymentId: id, taskDefinitionArn: 'arn:orders-green:43', launchedAt: admittedAt.toISOString() }],
    idle: ['healthy', 'waiting', 'failed'],
    run: ({ parts }) => inspectCandidate(parts),
  },
  {
    of: 'watch-for-signals',
    samples: [
      { deploymentId: id, taskToken: 'guard-2', wait: { kind: 'guard' } },
      { deploymentId: id, taskToken: 'approval-1', wait: { kind: 'approval', stepIndex: 1 } },
    ],
    run: ({ parts }) => watchForSignals(parts),
  },
  {
    of: 'record-outcome',
    samples: [
      ...(['promoted', 'retired', 'rolled-back', 'needs-human'] satisfies readonly Ended[]).map((outcome) => ({
        ...{ deploymentId: id, outcome, observed: [{ TargetGroupArn: 'arn:green', Weight: 100 }] },
        failure: { Error: 'GuardTripped', Cause: 'alarm orders-5xx went to ALARM' },
      })),
    ],
    run: ({ parts }) => recordOutcome({ record: outcomeRecorder(parts) }),
  },
  {
    of: 'claim-retirement',
    samples: [{ deploymentId: id, executionArn, taskDefinitionArn: 'arn:orders-green:43' }],
    run: ({ parts }) => claimRetirement({ ...parts, requests: async () => 0 }),
  },
  {
    of: 'keep-lanes',
    samples: [
      {
        ...{
          RequestType: 'Update',
          StackId: 'arn:stack',
          RequestId: 'r-1',
          LogicalResourceId: 'KeepLanes',
          ResponseURL: 'https://example.com',
        },
        PhysicalResourceId: 'keep-lanes-orders-before',
        ResourceProperties: {
          ...{ ServiceToken: 'arn:function', Service: 'orders', Cluster: 'prod', BlueService: 'orders-blue', GreenService: 'orders-green' },
          ...{ SeedFamily: 'orders', MinCapacity: '2', LanesHash: 'one' },
        },
      },
    ],
    run:
      ({ parts }) =>
      async (input) => {
        physicalIdOf(input);
        return await keepLanes({
          ...parts,
          ecs: {
            services: async () => [],
            taskDefinition: async () => ({ arn: 'arn:orders:7', family: 'orders', status: 'ACTIVE', request: aRevision() }),
          },
        })(input);
      },
  },
];

/** A record, its log and an announcement repeat a field at most a few times. */
const effectCharactersMax = 100_000;

describe('an input that no state machine would send', () => {
  it.each(surfaces)('of $of is answered, or refused with nothing done', { timeout: fuzzTimeoutMs }, async ({ samples, idle = [], run }) => {
    let effects: Effects | undefined;
    const told = { answered: 0, refused: 0 };
    const anyInput = fc.oneof({ arbitrary: mutated(samples), weight: 9 }, { arbitrary: anyJson, weight: 1 });
    await fuzz(
      anyInput,
      cases.machineInputs / surfaces.length,
      async (input) => {
        const world = await aWatchedWorld();
        effects = world.effects;
        return await run(world)(input);
      },
      (outcome) => {
        told[outcome.kind] += 1;
        if (effects === undefined) return;
        const isIdle = outcome.kind === 'refused' || ('kind' in outcome.answer && idle.includes(String(outcome.answer.kind)));
        if (isIdle && !isUntouched(effects)) expect(effects).toEqual('nothing');
        if (sizeOf(effects) > effectCharactersMax) expect(sizeOf(effects)).toBeLessThanOrEqual(effectCharactersMax);
        if (outcome.kind === 'answered') expectPlain(outcome.answer);
      },
    );
    expect(told.answered).toBeGreaterThan(50);
  });

  it('of next-step is judged, or refused with nothing decided', { timeout: fuzzTimeoutMs }, async () => {
    const samples = [
      { deploymentId: id, taskDefinitionArn: 'arn:orders-green:43', shownAt: secondsLater(30).toISOString(), pagedStep: 0, pageTries: 1 },
    ];
    let decided: () => Promise<number> = async () => 0;
    const told = { answered: 0, refused: 0 };
    await fuzz(
      fc.oneof({ arbitrary: mutated(samples), weight: 9 }, { arbitrary: anyJson, weight: 1 }),
      cases.looks,
      async (input) => {
        const { ledger, needs } = await aLook(deployment);
        decided = async () => (await ledger.load(id)).sequence - deployment.sequence;
        try {
          return await nextStep(needs)(input);
        } catch (error) {
          expect(await decided()).toBe(0);
          throw error;
        }
      },
      (outcome) => {
        told[outcome.kind] += 1;
        if (outcome.kind === 'answered') expectPlain(outcome.answer);
      },
    );
    expect(Math.min(...Object.values(told))).toBeGreaterThan(50);
    expect(plan.deploymentId).toBe(id);
  });
});
