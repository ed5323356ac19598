import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { MetricSources } from '../../adapters/metrics/metric-sources.ts';
import { ledgerIn } from '../../adapters/wiring/control-plane.ts';
import { metrics } from '../../adapters/wiring/metrics.ts';
import { parseService } from '../../core/service/parse-service.ts';
import { aaText } from '../backtest/a-a-text.ts';
import { type BacktestOptions, backtestOptions, type PastOption } from '../backtest/backtest-options.ts';
import { backtestText } from '../backtest/backtest-text.ts';
import { csvPast } from '../backtest/csv-past.ts';
import { deploymentPast } from '../backtest/deployment-past.ts';
import { metricsPast } from '../backtest/metrics-past.ts';
import type { Past } from '../backtest/past.ts';
import { type Configuration, defaultConfiguration, readConfiguration, readJson } from '../backtest/read-configuration.ts';
import { sampleHistory } from '../backtest/sample-history.ts';
import { aaReportOf, tryConfigurations } from '../backtest/try-configurations.ts';

/** Shown by `sluice help`. */
export const backtestUsage = [
  'backtest --csv FILE [--config FILE]... [--a-a] [--json]   judge past traffic with any configuration',
  '  backtest --from TIME --until TIME --service FILE --candidate blue|green [--config FILE]...   the same from its metrics',
  '  backtest --deployment ID --table NAME [--config FILE]...   the same from what the judge kept of a deployment',
  '  backtest --sample healthy|regression [--seed N]   print an hour to try it on',
].join('\n  ');

/** What AWS is asked for; made only when the options ask for it. */
export interface BacktestNeeds {
  readonly ledger: (table: string) => Pick<Ledger, 'load' | 'evidence'>;
  readonly metrics: () => MetricSources;
  readonly print: (text: string) => void;
}

const ours: BacktestNeeds = { ledger: ledgerIn, metrics, print: (text) => console.log(text) };

/** `sluice backtest`: what each configuration would have done to past traffic. 0 whenever it could be told. */
export async function backtest(args: readonly string[], needs: BacktestNeeds = ours): Promise<number> {
  const options = backtestOptions(args);
  if (options.kind === 'sample') needs.print(sampleHistory(options.sample, options.seed).trimEnd());
  else needs.print(await answer(options, await pastOf(options.past, needs)));
  return 0;
}

async function pastOf(option: PastOption, needs: BacktestNeeds): Promise<Past> {
  switch (option.kind) {
    case 'csv':
      return csvPast(option.file);
    case 'deployment':
      return deploymentPast(needs.ledger(option.table), option.id);
    case 'window':
      return metricsPast(needs.metrics(), { ...option, service: parseService(readJson(option.serviceFile)) });
  }
}

async function answer(options: Exclude<BacktestOptions, { kind: 'sample' }>, past: Past): Promise<string> {
  const configurations = configurationsOf(options.configurationFiles, past);
  if (options.kind === 'backtest') {
    const tried = await tryConfigurations(past, configurations);
    return options.json ? JSON.stringify({ past: past.title, configurations: tried }, undefined, 2) : backtestText(past.title, tried);
  }
  const { report, notes } = await aaReportOf(past, configurations, options);
  return options.json ? JSON.stringify({ past: past.title, ...report, notes }, undefined, 2) : aaText(past.title, report, notes);
}

function configurationsOf(files: readonly string[], past: Past): readonly [Configuration, ...Configuration[]] {
  const inForce = past.analysis === undefined ? defaultConfiguration() : { name: 'as declared', analysis: past.analysis };
  const [first, ...others] = files.map(readConfiguration);
  return first === undefined ? [inForce] : [first, ...others];
}
