import { readDocument } from './docs-files.ts';
import { evidencePlot, resultsPlot } from './judge-plots.ts';
import { filled } from './markdown.ts';
import { errorsNeededTable, type Findings, floorTable, resultsPage } from './results-page.ts';
import { summaryTable } from './summary-table.ts';

/** Every file of `docs/judge/` that a run writes: the pages with the figures in them, and the pictures. */
export function documentsOf(findings: Findings): Readonly<Record<string, string>> {
  const parts = { summary: summaryTable(findings.results), floor: floorTable(findings), 'errors-needed': errorsNeededTable() };
  return {
    'results.md': resultsPage(findings),
    'detection-against-false-rollbacks.svg': resultsPlot(findings.results),
    'e-value-over-time.svg': evidencePlot(findings.seed),
    'README.md': filled(readDocument('README.md'), parts),
    'method.md': filled(readDocument('method.md'), parts),
  };
}
