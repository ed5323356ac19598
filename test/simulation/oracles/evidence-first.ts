import type { GetMetricDataCommandInput, GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Plan } from '../../../core/deployment/plan.ts';
import type { Simulated } from '../world/simulated.ts';
import type { Oracle } from './oracle.ts';
import { phaseOf, seen } from './seen/seen.ts';
import { shownSinceMs } from './the-way-forward.ts';

/** Evidence, not minutes. */
export const evidenceFirst: Oracle = {
  id: 'F41',
  name: 'users move on evidence',
  holds:
    'a look sends users on from a step with users only when metrics that could be read by then show as many of its requests, since users were last sent there, as the plan asks for',
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
        const sinceMs = shownSinceMs(deployment, book.traffic.of(service), percent) ?? 0;
        void judge(id, plan, sinceMs, `${answered.kind} ${stepIndex}`);
        return undefined;
      },
    };
  },
};

/** Most requests of the candidate since a time, of whole minutes, that a metric of CloudWatch tells of now: each may lack others. */
async function readableRequests(sim: Simulated, { ruleArn, candidate }: Plan, sinceMs: number): Promise<number> {
  const Dimensions = [
    { Name: 'LoadBalancer', Value: /listener-rule\/(app\/[^/]+\/[^/]+)/.exec(ruleArn)?.[1] ?? '' },
    { Name: 'TargetGroup', Value: candidate.targetGroupArn.slice(candidate.targetGroupArn.indexOf('targetgroup/')) },
  ];
  const query = (Id: string, MetricName: string, Stat: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions }, Period: 60, Stat },
  });
  const input: GetMetricDataCommandInput = {
    StartTime: new Date(Math.floor(sinceMs / 60_000) * 60_000),
    EndTime: sim.now(),
    MetricDataQueries: [query('requests', 'RequestCount', 'Sum'), query('timed', 'TargetResponseTime', 'SampleCount')],
  };
  const answer = await sim.world.cloudWatch.operations.GetMetricData?.(input as never, { roleArn: 'local' });
  const { MetricDataResults = [] } = (answer ?? {}) as GetMetricDataCommandOutput;
  return Math.max(0, ...MetricDataResults.map(({ Values = [] }) => Values.reduce((sum, value) => sum + value, 0)));
}
