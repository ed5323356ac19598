import type { GetMetricDataCommandInput, GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Plan } from '../../../core/deployment/plan.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { launchedMs } from './seen/entered-states.ts';
import { phaseOf, seen } from './seen/seen.ts';

/** Evidence, not minutes. */
export const evidenceFirst: Oracle = {
  id: 'F41',
  name: 'users move on evidence',
  holds:
    'a look sends users on from a step with users only when metrics that could be read by then show as many of its requests as the plan asks for',
  watch: (sim) => {
    const book = seen(sim);
    const judged = new Set<string>();
    let wrong: string | undefined;
    const judge = async (id: string, plan: Plan, sinceMs: number, what: string): Promise<void> => {
      const requests = await readableRequests(sim, plan, sinceMs);
      if (requests < plan.analysis.minimumRequests)
        wrong ??= `${id} goes on with ${what}: ${requests} requests of its candidate could be read, ${plan.analysis.minimumRequests} are needed`;
    };
    return {
      everyFewSeconds: () => wrong,
      afterCall: () => {
        const { answered } = book;
        if (answered?.kind !== 'shift' && answered?.kind !== 'promote') return undefined;
        const deployment = book.find(answered.deploymentId);
        if (deployment === undefined || phaseOf(deployment) !== 'forward') return undefined;
        const { id, service, plan } = deployment;
        const stepIndex = answered.stepIndex ?? plan.steps.length;
        const percent = plan.steps[stepIndex - 1]?.candidatePercent ?? 0;
        if (percent === 0 || judged.has(`${id} ${stepIndex}`)) return undefined;
        judged.add(`${id} ${stepIndex}`);
        const shown = book.traffic.of(service).find(({ by, share, atMs }) => {
          return by === 'deployment' && share[plan.candidate.lane] === percent && atMs >= launchedMs(deployment.execution);
        });
        void judge(id, plan, shown?.atMs ?? 0, `${answered.kind} ${stepIndex}`);
        return undefined;
      },
    };
  },
};

/** Requests of the candidate since a time, of whole minutes, that CloudWatch tells of now. */
async function readableRequests(sim: Simulated, { ruleArn, candidate }: Plan, sinceMs: number): Promise<number> {
  const Dimensions = [
    { Name: 'LoadBalancer', Value: /listener-rule\/(app\/[^/]+\/[^/]+)/.exec(ruleArn)?.[1] ?? '' },
    { Name: 'TargetGroup', Value: candidate.targetGroupArn.slice(candidate.targetGroupArn.indexOf('targetgroup/')) },
  ];
  const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Dimensions };
  const input: GetMetricDataCommandInput = {
    StartTime: new Date(Math.floor(sinceMs / 60_000) * 60_000),
    EndTime: sim.now(),
    MetricDataQueries: [{ Id: 'requests', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
  };
  const answer = await sim.world.cloudWatch.operations.GetMetricData?.(input as never, { roleArn: 'local' });
  const [result] = (answer as GetMetricDataCommandOutput | undefined)?.MetricDataResults ?? [];
  return (result?.Values ?? []).reduce((sum, value) => sum + value, 0);
}
