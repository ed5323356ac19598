import { isDeepStrictEqual } from 'node:util';
import type { MetricVerdict } from '../../core/analysis/verdict.ts';
import type { Claim, Run } from './run.ts';

/** The metric by which the judge ended a deployment; undefined when it was not that one, or did not say by which figures. */
export function caughtBy({ scenario, verdict }: Run): (Required<Pick<MetricVerdict, 'eValue' | 'counts'>> & MetricVerdict) | undefined {
  const found = verdict?.metrics.find(({ name, kind }) => name === scenario.metric && kind === 'regressed');
  if (verdict?.kind !== 'regressed' || found?.eValue === undefined || found.counts === undefined) return undefined;
  return { ...found, eValue: found.eValue, counts: found.counts };
}

/** A deployment that only ran out of patience also ends as `CandidateRegressed`; the judge's own words and figures tell them apart. */
export function judged(run: Run): Claim {
  const { scenario, cause = '' } = run;
  const claim = `${scenario.version} is taken back by the judge's metric ${scenario.metric}`;
  const found = caughtBy(run);
  if (found === undefined) return { claim, observed: run.verdict?.because ?? 'no verdict', holds: false };
  return { claim, observed: figures(found), holds: cause.startsWith(`CandidateRegressed: ${found.name}: `) };
}

/** What people read in the console and what the ledger keeps are one verdict. */
export function shownAsKept({ scenario, verdict, shownVerdict }: Run): Claim {
  const holds = verdict !== undefined && isDeepStrictEqual(verdict, shownVerdict);
  return {
    claim: `${scenario.version}'s verdict in the ledger is the one in the state machine's output`,
    observed: holds ? 'it is' : `${JSON.stringify(verdict)} and ${JSON.stringify(shownVerdict)}`,
    holds,
  };
}

/** Safe in all that was declared, and by figures where there is something to compare with. */
export function judgedByAll({ scenario, verdict }: Run): Claim {
  const metrics = verdict?.metrics ?? [];
  const compared = ['errors', 'latency'].map((name) => metrics.find((metric) => metric.name === name)?.counts);
  const holds =
    verdict?.kind === 'safe' &&
    metrics.every(({ kind }) => kind === 'safe') &&
    compared.every((counts) => counts !== undefined && counts.candidate.requests > 0);
  const told = metrics.map(({ name, kind, because }) => (holds ? name : `${name} is ${kind}: ${because}`));
  return { claim: `${scenario.version} is safe in every metric`, observed: told.join(holds ? ', ' : '; ') || 'no verdict', holds };
}

function figures({ eValue, pValue, counts: { candidate, stable } }: Required<Pick<MetricVerdict, 'counts'>> & MetricVerdict): string {
  const share = ({ bad, requests }: { bad: number; requests: number }) => `${bad} of ${requests}`;
  return `e-value ${eValue}, p ${pValue}; bad: ${share(candidate)} of the candidate's requests, ${share(stable)} of stable's`;
}
