import { readDocument } from './docs-files.ts';
import { evidencePlot, resultsPlot } from './judge-plots.ts';
import { filled } from './markdown.ts';
import { badNeededTable, needsTable, withinLimitTable } from './needs-table.ts';
import { falseRollbacksTable } from './result-tables.ts';
import type { Results } from './results.ts';
import { errorsNeededTable, type Findings, floorTable, resultsPage } from './results-page.ts';
import { rulesNamed } from './rules.ts';
import { scenarios } from './scenarios.ts';
import { summaryTable } from './summary-table.ts';

/** Every file of `docs/judge/` that a run writes: the pages with the figures in them, and the pictures. */
export function documentsOf(findings: Findings): Readonly<Record<string, string>> {
  const { results } = findings;
  const parts = {
    summary: summaryTable(results),
    needs: needsTable(),
    'within-limit': withinLimitTable(),
    'bad-needed': badNeededTable(),
    floor: floorTable(findings),
    'errors-needed': errorsNeededTable(),
    bursts: burstsTable(results),
  };
  return {
    'results.md': resultsPage(findings),
    'detection-against-false-rollbacks.svg': resultsPlot(results),
    'e-value-over-time.svg': evidencePlot(findings.seed),
    'README.md': filled(readDocument('README.md'), parts),
    'method.md': filled(readDocument('method.md'), parts),
  };
}

/** What errors in bursts do to the judge, with and without its rules for them. */
function burstsTable(results: Results): string {
  const bursts = scenarios.filter(({ name, condition }) => name.startsWith('clustered-') && condition.kind === 'healthy');
  return falseRollbacksTable(results, rulesNamed(['sluice-comparison-0.25', 'sluice-0.25', 'sluice-paired']), bursts);
}
