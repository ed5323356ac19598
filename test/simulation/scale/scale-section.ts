import { quantileOf } from '../command/quantile.ts';
import { leftOut, prices, pricesCheckedOn } from './prices.ts';
import { mostRefused, type QuotaRoom, quotaRooms, quotaTable, refusedPercent, standingTable } from './quota-tables.ts';
import { costsTable, idleOf, type Measured, secondsOf, sizesTable, usageTable } from './scale-tables.ts';
import { mostServices, type ResourceCounts, standardParameters } from './standing-quotas.ts';

/** What the page is written from: the runs, smallest first, and what their rollbacks are compared with. */
export interface ScaleReport {
  readonly measured: readonly Measured[];
  /** So many services that all release a bad one at once, without quotas, and the milliseconds until their users are back, at p99. */
  readonly alone: { readonly services: number; readonly ms: number };
  /** Metrics of the control plane's own alarms, and of those of one service. */
  readonly alarmMetrics: { readonly controlPlane: number; readonly service: number };
  /** What the stack of one service declares. */
  readonly resources: ResourceCounts;
}

/** How much slower than without quotas the last percent of rollbacks may be. */
const slowerMs = 30_000;

/** What a run misses, in words; empty when it misses nothing. @param aloneMs how long its rollbacks take without quotas, at p99 */
export function missedOf({ run, result }: Measured, aloneMs: number): readonly string[] {
  const { bad, goodEndings, badEndings, restoredMs } = result;
  const good = result.deployments - bad;
  const [promoted, takenBack] = [goodEndings.promoted ?? 0, badEndings['rolled-back'] ?? 0];
  const back = restoredMs.filter(Number.isFinite);
  const slowest = quantileOf(back, 0.99);
  return [
    ...(promoted !== good ? [`${promoted} of ${good} good releases were promoted`] : []),
    ...(takenBack !== bad ? [`${takenBack} of ${bad} bad releases were taken back`] : []),
    ...(back.length < bad ? [`users of ${back.length} of ${bad} bad releases were seen back`] : []),
    ...(slowest > aloneMs + slowerMs ? [`users were back after ${secondsOf(slowest)} s at p99`] : []),
  ].map((miss) => `${run.real} at once: ${miss}`);
}

/** The section of the page. */
export function scaleSection(report: ScaleReport): string {
  const { measured, alarmMetrics } = report;
  const [biggest, smallest] = [measured.at(-1), measured[0]];
  if (biggest === undefined || smallest === undefined) return 'Nothing was measured.';
  const rooms = quotaRooms(smallest.result);
  const shown = measured.length > 1 ? [biggest, smallest] : [biggest];
  return [
    whatIsSimulated(biggest),
    sizesTable(measured),
    ...(measured.some(({ result }) => result.pages.length > 0) ? [whatPages] : []),
    goalOf(report),
    firstQuota(rooms[0], measured),
    ...(rooms.length > 0 ? [quotaTable(rooms)] : []),
    declaredServices(report, biggest),
    standingTable(report.resources),
    'What one deployment takes, bad ones included:',
    usageTable(shown),
    `What that costs, in dollars by list prices of us-east-1, free tiers apart. A run pays for the metrics of its functions by the hour, however many releases share them:`,
    costsTable(shown, idleOf(biggest.result, alarmMetrics.controlPlane)),
    `Left out: ${leftOut.join('; ')}.`,
    ofItsOwn(report, biggest),
    `Prices, compared on ${pricesCheckedOn} with copies of these pages or, where a page leaves its figures to a script, with what others quote from it:`,
    Object.values(prices)
      .map(({ dollars, of, page }) => `- ${of}: $${dollars.toLocaleString('en', { maximumFractionDigits: 10 })} (<${page}>)`)
      .join('\n'),
  ].join('\n\n');
}

function whatIsSimulated({ run }: Measured): string {
  return [
    `${count(run.real + run.declared)} services are declared in one account and Region. ${count(run.real)} of them at most are real: lanes, tasks, rules, alarms and users.`,
    'The others are two parameters each, like those of a real one, and the item that the ledger keeps of what they declare: what the control plane reads, and no more.',
    `Every real one releases within ${run.withinSeconds} s, with the shipped defaults (5, 25, 50 and 100 %, ten minutes each, a look a minute) and a rollback window of ten minutes;`,
    `${(100 * run.badShare).toFixed(0)} % of the releases fail a third of their requests.`,
    'AWS-like latencies, the default quotas of AWS as token buckets (`local/quotas.ts`), and the tries of the SDK.',
  ].join('\n');
}

const whatPages =
  'Pages that begin with ALARM are alarms of the control plane. `errors`: a function was refused by AWS until its tries were over; its machine, or the next minute, asks it again. `Undelivered`: what it had been asked waits in the queue as well. Whether a release was lost by it, the columns of releases show.';

function goalOf({ measured, alone: { services, ms } }: ScaleReport): string {
  const missed = measured.flatMap((each) => missedOf(each, ms));
  const compared = `without quotas, where ${services} services release a bad one each at once and their users are back after ${secondsOf(ms)} s at p99`;
  const goal = `Goal: every good release promoted, and every bad one taken back, at p99 at most ${slowerMs / 1_000} s slower than ${compared}.`;
  return `${goal} ${missed.length === 0 ? 'Met.' : `**Missed**: ${missed.join('; ')}.`}`;
}

/** The quota that is used up first as more is under way, and what comes of it. */
function firstQuota(first: QuotaRoom | undefined, measured: readonly Measured[]): string {
  const refusing = measured.find(({ result }) => refusedPercent(result) >= 1);
  const refused =
    refusing === undefined
      ? 'No run was refused a hundredth of its requests.'
      : `At ${refusing.run.real} at once, quotas refuse ${refusedPercent(refusing.result).toFixed(1)} % of all requests, most of them by "${mostRefused(refusing.result)}".`;
  if (first === undefined) return `Which quota breaks first is not known: no release was promoted. ${refused}`;
  return `The first quota of requests that breaks is "${first.name}": ${count(first.underWay)} deployments under way, each with all the looks it would like, use it up. From there on they take turns: more wait before they begin, and looks that move nobody do without traffic at times. Ways back take no turn. ${refused}`;
}

const whatGrows =
  'Of the control plane two things grow with them: parameters, and one small item of the ledger for each. There is no policy, rule or alarm for any of them. An item that nobody has a lease on costs its storage: what lists leases asks an index that it is not in, so no event and no sweep reads more of the ledger because more services are declared.';

function declaredServices({ resources }: ScaleReport, { run }: Measured): string {
  const declared = run.real + run.declared;
  const rooms = mostServices(resources);
  const ends = ({ of, services }: { readonly of: string; readonly services: number }) => `${of} at ${count(services)}`;
  const tooFew = rooms.filter(({ services }) => services < declared);
  const fits =
    tooFew.length > 0
      ? `does not fit by default. So many services use up what an account has: ${tooFew.map(ends).join(', ')}. Ask AWS for more of each, or divide the services among accounts, each with its control plane.`
      : `fits by default, as far as nothing else takes of it. So many services would use it up first: ${rooms.slice(0, 1).map(ends).join('')}.`;
  return `Could one account declare ${count(declared)} of them? ${whatGrows} What their own stacks declare ${fits}`;
}

function ofItsOwn({ alarmMetrics, resources }: ScaleReport, { run }: Measured): string {
  const services = run.real + run.declared;
  const parameters = services * (resources['AWS::SSM::Parameter'] ?? 0);
  const advanced = Math.max(0, parameters - standardParameters);
  const alarms = alarmMetrics.service * prices.alarmMetricMonth.dollars;
  return [
    `Each declared service pays for the alarms of its two lanes besides: ${alarmMetrics.service} metrics, $${alarms.toFixed(2)} a month.`,
    `${count(services)} services have ${count(parameters)} parameters: ${count(standardParameters)} are free, and the others $${count(advanced * prices.advancedParameterMonth.dollars)} a month.`,
    'Tasks run twice, from the launch of a candidate until the rollback window is over: those are the price of a release, and not in the table.',
  ].join(' ');
}

function count(value: number): string {
  return value.toLocaleString('en');
}
