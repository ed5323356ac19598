import type { AaMetric, AaReport } from '../../core/analysis/a-a.ts';
import type { AaSeriesFacts } from '../../core/analysis/a-a-series.ts';
import { grouped, percent, shareOf } from '../../core/analysis/figures.ts';
import { table } from '../demo/report.ts';

/** For people: what the A/A evidence says of each comparison, and which tolerance to declare. */
export function aaText(title: string, { metrics, share, releaseSeconds }: AaReport, notes: readonly string[]): string {
  const configured = share?.configured === undefined ? '' : `, ${percent(share.configured)} were intended`;
  const shares = share === undefined ? [] : [`candidate served ${percent(share.observed)} of all requests${configured}`];
  const none =
    metrics.length === 0
      ? ['', 'No metric of this configuration compares the candidate with stable: there is no tolerance to choose.']
      : [];
  const noted = notes.length === 0 ? [] : ['', 'Note:', ...notes.map((note) => `  ${note}`)];
  return [title, ...shares, ...none, ...metrics.flatMap((metric) => ['', ...metricText(metric, releaseSeconds)]), ...noted].join('\n');
}

function metricText(metric: AaMetric, releaseSeconds: number): readonly string[] {
  const { name, blocks, seconds, series, measured, recommendation } = metric;
  return [
    `${name}: ${blocks} blocks in which both lanes served, ${time(seconds)}`,
    ...series.map(seriesText),
    ...(measured === undefined ? [] : ratesText(measured, releaseSeconds)),
    `  ${recommendationText(metric)}`,
    `  because: ${recommendation.because}`,
  ];
}

function seriesText({ series, candidate, stable, dispersion }: AaSeriesFacts): string {
  const bursts =
    dispersion === undefined ? 'too few to tell bursts' : `dispersion ${dispersion.toFixed(2)}${dispersion > 2 ? ' (bursts)' : ''}`;
  return `  ${series}: candidate ${shareOf(candidate)}, stable ${shareOf(stable)}, ${bursts}`;
}

function ratesText({ rates, releases, lanesDiffer }: NonNullable<AaMetric['measured']>, releaseSeconds: number): readonly string[] {
  const rows = rates.map(({ tau, rate, rateMax }) => [`${tau}`, percent(rate), percent(rateMax)]);
  const rendered = table([['tolerance', 'rolled back', 'at most (95 %)'], ...rows]);
  const differ = '  the candidate was worse than stable by more than chance, though both run the same image: the rates include that';
  return [
    `  of ${grouped(releases)} releases of ${time(releaseSeconds)} drawn from these blocks:`,
    ...rendered.split('\n').map((line) => `    ${line}`),
    ...(lanesDiffer ? [differ] : []),
  ];
}

function recommendationText({ recommendation, tolerance, wantedRate }: AaMetric): string {
  const wanted = `(false rollbacks wanted: at most ${percent(wantedRate)})`;
  switch (recommendation.kind) {
    case 'tau':
      return recommendation.tau <= tolerance
        ? `the tolerance of ${tolerance} can stay; ${recommendation.tau} is enough ${wanted}`
        : `declare a tolerance of ${recommendation.tau} instead of ${tolerance} ${wanted}`;
    case 'more-time':
      return `measure ${recommendation.moreSeconds === undefined ? 'longer' : `about ${time(recommendation.moreSeconds)} more`} ${wanted}`;
    case 'none':
      return `no tolerance up to 2 is enough ${wanted}`;
  }
}

function time(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 120) return `${seconds} s`;
  return minutes < 120 ? `${minutes} min` : `${Number((minutes / 60).toFixed(1))} h`;
}
