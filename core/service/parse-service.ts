import * as z from 'zod/mini';
import { evidenceTooLarge } from '../analysis/evidence-size.ts';
import { planTooLong } from '../deployment/history-budget.ts';
import type { Lane, LaneName } from '../deployment/lane.ts';
import type { Step } from '../deployment/plan.ts';
import { InvalidInputError } from '../errors.ts';
import { limits } from '../limits.ts';
import { analysisOf } from './analysis-of.ts';
import { crossedLimits } from './crossed-limits.ts';
import { foreignSecrets } from './foreign-secrets.ts';
import { namedStrategies } from './named-strategies.ts';
import { neverSafe } from './never-safe.ts';
import { problemsOf } from './problems.ts';
import { secondsOf } from './seconds-of.ts';
import type { Service } from './service.ts';
import { serviceSchema } from './service-schema.ts';

type Declared = z.output<typeof serviceSchema>;

/**
 * Reads a declared service: defaults filled in, durations in seconds, a named strategy as its steps.
 *
 * @throws {InvalidInputError} with one line per problem: path, value and fix. Unknown keys are problems; so is a plan beyond the limits.
 * @example parseService(JSON.parse(text)).steps[0] // { candidatePercent: 5, bakeSeconds: 600, approval: false }
 */
export function parseService(json: unknown): Service {
  const parsed = z.safeParse(serviceSchema, json);
  if (!parsed.success) throw refused(problemsOf(parsed.error, json));
  const service = toService(parsed.data);
  const tooLong = planTooLong(service);
  const tooLarge = evidenceTooLarge(service);
  const beyond = [
    ...(tooLong === undefined ? [] : [`strategy: ${tooLong}`]),
    ...(tooLarge === undefined ? [] : [`analysis.metrics: ${tooLarge}`]),
    ...neverSafe(service),
    ...foreignSecrets(service),
    ...crossedLimits(service),
  ];
  if (beyond.length > 0) throw refused(beyond);
  return service;
}

function refused(problems: readonly string[]): InvalidInputError {
  const shown = problems.slice(0, limits.reportedProblems.value);
  const rest = problems.length - shown.length;
  const lines = [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].map((problem) => `\n  - ${problem}`);
  return new InvalidInputError(`service declaration refused, ${problems.length} to fix:${lines.join('')}`);
}

function toService(declared: Declared): Service {
  const { analysis, strategy, testRoute, drain } = declared;
  return {
    name: declared.name,
    cluster: declared.cluster.slice(declared.cluster.lastIndexOf('/') + 1),
    lanes: { blue: toLane('blue', declared), green: toLane('green', declared) },
    listenerRuleArn: declared.listenerRuleArn,
    ...(testRoute && {
      testRoute: { header: testRoute.header, ...(testRoute.ruleArn !== undefined && { ruleArn: testRoute.ruleArn }) },
    }),
    container: declared.container,
    repository: declared.repository,
    taskDefinition: declared.taskDefinition,
    steps: toSteps(strategy),
    candidateSize: declared.candidateSize,
    analysis: analysisOf(analysis),
    guards: declared.guards,
    rollbackWindowSeconds: secondsOf(declared.rollbackWindow),
    launchSeconds: secondsOf(declared.launchTimeout),
    inspectSeconds: secondsOf(declared.inspectEvery),
    ...(drain !== undefined && { drainSeconds: secondsOf(drain) }),
  };
}

function toLane(lane: LaneName, { lanes }: Declared): Lane {
  return { lane, ...lanes[lane] };
}

function toSteps(strategy: Declared['strategy']): readonly Step[] {
  const { steps } = typeof strategy === 'string' ? namedStrategies[strategy] : strategy;
  return steps.map(({ bake, ...step }) => ({ ...step, bakeSeconds: secondsOf(bake) }));
}
