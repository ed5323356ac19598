import type { Evidence, StepBegin } from '../../core/analysis/evidence.ts';
import { judge } from '../../core/analysis/judge.ts';
import type { Verdict } from '../../core/analysis/verdict.ts';
import { decideMove } from '../../core/deployment/decide-move.ts';
import type { Progressing, Seen } from '../../core/deployment/move.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import { forward, weightsOf } from '../../core/deployment/traffic.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import { DemoTraffic } from './demo-traffic.ts';
import { seedOf } from './trace.ts';

const admittedAt = Date.parse('2026-11-20T10:00:17.000Z') / 1_000;
/** More looks than any plan of the demo needs: a release that goes on longer will not end. */
const looksMax = 2_000;

/** How a release ended, and why. */
export interface DemoEnd {
  readonly kind: 'promote' | 'rollback' | 'endless';
  readonly because: string;
  readonly seconds: number;
}

/** Releases a healthy version under the demo's traffic: judge and decision alone, look by look, from the first shift to the end. */
export function releaseHealthy(plan: Plan, run: number, seed: number): DemoEnd {
  const traffic = new DemoTraffic(seededRandom(seedOf(`${seed}/demo/${run}`)));
  const fixed = traffic.measured(plan.analysis.metrics, plan.stable.taskDefinitionArn);
  const stepsWithUsers = plan.steps.filter(({ candidatePercent }) => candidatePercent > 0).length;
  const steps: StepBegin[] = [];
  let at = admittedAt;
  let deployment = progressing(plan, at);
  for (let look = 0; look < looksMax; look += 1) {
    const until = at - plan.analysis.metricLagSeconds;
    const shares = steps.map(({ beganAt, candidatePercent }) => ({ from: beganAt, share: candidatePercent / 100 }));
    traffic.serve(shares, until);
    // A block counts from when it is whole: the first one holds users of the step from its begin on only.
    const metrics = traffic.evidence(plan.analysis.metrics, fixed, steps[0]?.beganAt ?? until);
    const verdict = steps.length > 0 ? judge({ steps, fixed, metrics } satisfies Evidence, plan.analysis, stepsWithUsers) : unjudged;
    const move = decideMove(deployment, seen(deployment, verdict), new Date(at * 1_000));
    if (move.kind === 'promote' || move.kind === 'rollback') return { kind: move.kind, because: move.because, seconds: at - admittedAt };
    if (move.kind === 'shift') {
      const { stepIndex, candidatePercent } = move;
      steps.push({ stepIndex, candidatePercent, beganAt: at });
      deployment = { ...deployment, stepIndex, stepStartedAt: new Date(at * 1_000).toISOString() };
    }
    at += 'bakeSeconds' in move ? move.bakeSeconds : 1;
  }
  return { kind: 'endless', because: `${looksMax} looks`, seconds: at - admittedAt };
}

// biome-ignore lint/suspicious/noThenProperty: a word and no function, so that no await takes it for a promise
const unjudged: Verdict = { kind: 'inconclusive', then: 'wait', because: 'the candidate has no users yet', metrics: [], warnings: [] };

function progressing(plan: Plan, at: number): Progressing {
  return {
    id: plan.deploymentId,
    service: plan.service,
    executionArn: `arn:aws:states:eu-west-1:111122223333:execution:sluice-deployment:${plan.deploymentId}`,
    status: 'progressing',
    plan,
    fence: 1,
    sequence: 1,
    stepIndex: -1,
    approvedSteps: [],
    admittedAt: new Date(at * 1_000).toISOString(),
  };
}

/** Both lanes are whole and the rule shows what was asked for: only the judge has a say. */
function seen({ plan, stepIndex }: Progressing, verdict: Verdict): Seen {
  const percent = plan.steps[stepIndex]?.candidatePercent ?? 0;
  return {
    verdict,
    traffic: weightsOf(forward(plan, percent)),
    healthyCandidates: plan.stable.desiredCount,
    healthyStable: plan.stable.desiredCount,
    alarms: { found: [], missing: [] },
  };
}
