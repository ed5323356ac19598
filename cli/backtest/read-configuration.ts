import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readKayentaConfig } from '../../core/analysis/kayenta/read-kayenta-config.ts';
import type { AnalysisPlan } from '../../core/deployment/analysis-plan.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { valueAt } from '../../core/input.ts';
import { parseService } from '../../core/service/parse-service.ts';

/** A configuration of the judge and what people call it. */
export interface Configuration {
  readonly name: string;
  readonly analysis: AnalysisPlan;
}

/**
 * Reads a configuration: a service's declaration, a project's `sluice.json`, an object with only `analysis`, or the canary config of
 * Kayenta.
 *
 * @throws {InvalidInputError} names the file, and each problem with path, value and fix.
 */
export function readConfiguration(file: string): Configuration {
  const json = readJson(file);
  try {
    return { name: basename(file), analysis: analysisIn(json) };
  } catch (error) {
    if (error instanceof InvalidInputError) throw new InvalidInputError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** What a service is judged by that declares nothing. */
export function defaultConfiguration(): Configuration {
  return { name: 'defaults', analysis: analysisOf({}) };
}

/** The JSON in a file. @throws {InvalidInputError} it cannot be read, or is none. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InvalidInputError(`${file} cannot be read (${error instanceof Error ? error.message : error}): give a file with JSON`);
  }
}

function analysisIn(json: unknown): AnalysisPlan {
  if (valueAt(json, 'lanes') !== undefined) return parseService(json).analysis;
  if (valueAt(json, 'service') !== undefined) return analysisOf(valueAt(json, 'service.analysis') ?? {});
  if (valueAt(json, 'classifier') !== undefined || valueAt(json, 'judge') !== undefined) return kayenta(json);
  const unknown = Object.keys(typeof json === 'object' && json !== null ? json : {}).filter((key) => key !== 'analysis');
  const declared = valueAt(json, 'analysis');
  if (declared !== undefined && unknown.length === 0) return analysisOf(declared);
  throw new InvalidInputError('give a service declaration, { "analysis": { … } }, or a canary config of Kayenta');
}

function kayenta(json: unknown): AnalysisPlan {
  const config = readKayentaConfig(json);
  const metric = {
    kind: 'kayenta-v1',
    name: 'kayenta',
    dryRun: false,
    critical: true,
    warmupSeconds: 0,
    config,
    sources: {},
    parity: false,
  } as const;
  return { ...analysisOf({}), metrics: [metric] };
}

const account = 'eu-west-1:111122223333';
const balancer = `arn:aws:elasticloadbalancing:${account}`;

/** Only what a declaration must have, so that an analysis alone is read, and refused, as in a whole one. */
function analysisOf(analysis: unknown): AnalysisPlan {
  const lane = (name: string) => ({ ecsService: name, targetGroupArn: `${balancer}:targetgroup/${name}/0` });
  return parseService({
    name: 'backtest',
    cluster: 'backtest',
    lanes: { blue: lane('blue'), green: lane('green') },
    listenerRuleArn: `${balancer}:listener-rule/app/backtest/0/0/0`,
    container: 'app',
    repository: 'backtest',
    taskDefinition: 'backtest',
    analysis,
  }).analysis;
}
