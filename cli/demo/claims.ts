import { judged, judgedByAll, shownAsKept } from './claims-of-judge.ts';
import type { Claim, Exposure, Run } from './run.ts';

/** Lowest load that the claims speak of, requests per second. */
const ratePerSecondMin = 100;
/** Goal for the time from an ALARM event to the last answer of the candidate, wall milliseconds. */
const alarmToLastAnswerMsMax = 1_000;
const canaryPercents = [5, 25, 50, 100];

/** Checks each claim of the demo against what was observed. Nothing is assumed: what was not seen does not hold. */
export function claims(runs: readonly Run[], exposure: Exposure): readonly Claim[] {
  return [load(exposure), dropped(exposure), ...runs.flatMap((run) => claimsOf(run, exposure))];
}

function load({ sent, seconds, unsent }: Exposure): Claim {
  const rate = sent / seconds;
  const claim = `users send at least ${ratePerSecondMin} requests/s all the time`;
  return { claim, observed: `${rate.toFixed(0)} requests/s over ${seconds.toFixed(0)} s`, holds: rate >= ratePerSecondMin && unsent === 0 };
}

function dropped({ sent, dropped: lost }: Exposure): Claim {
  return { claim: 'no request is dropped, whatever happens', observed: `${lost} of ${sent} dropped`, holds: lost === 0 && sent > 0 };
}

function claimsOf(run: Run, exposure: Exposure): readonly Claim[] {
  switch (run.scenario.name) {
    case 'good':
      return [promoted(run), byDegrees(run), unharmed(run, exposure), judgedByAll(run)];
    case 'errors':
    case 'latency':
      return [judged(run), shownAsKept(run), wentThrough(run, 'CandidateRegressed', 'RestoreTraffic', 'RolledBack')];
    case 'slow':
      return [endedByAlarm(run), wentThrough(run, 'Bake', 'RestoreTraffic', 'RolledBack'), inTime(run), atOnce(run)];
    case 'crash':
      return [rolledBack(run, 'CandidateNotHealthy'), neverServed(run, exposure)];
  }
}

function promoted({ scenario, error }: Run): Claim {
  return { claim: `${scenario.version} is promoted`, observed: error ?? 'promoted', holds: error === undefined };
}

function byDegrees({ scenario, percents }: Run): Claim {
  const observed = percents.join(' → ');
  return {
    claim: `${scenario.version} goes ${canaryPercents.join(' → ')} %`,
    observed: `${observed} %`,
    holds: observed === canaryPercents.join(' → '),
  };
}

function unharmed({ scenario }: Run, exposure: Exposure): Claim {
  const { answered, failed } = served(exposure, scenario.version);
  return {
    claim: `${scenario.version} serves users without a failure`,
    observed: `${answered} served, ${failed} failed`,
    holds: answered > 0 && failed === 0,
  };
}

function rolledBack({ scenario, error, cause }: Run, why: string): Claim {
  const holds = error === 'RolledBack' && (cause ?? '').startsWith(why);
  return { claim: `${scenario.version} is rolled back: ${why}`, observed: `${error ?? 'promoted'}: ${cause ?? ''}`, holds };
}

function wentThrough({ scenario, path }: Run, ...states: readonly string[]): Claim {
  let from = 0;
  const missing = states.find((state) => {
    const at = path.indexOf(state, from);
    from = at + 1;
    return at < 0;
  });
  return {
    claim: `${scenario.version} passes ${states.join(', ')}`,
    observed: missing === undefined ? 'it did' : `${missing} was not entered`,
    holds: missing === undefined,
  };
}

function inTime({ scenario, detectedAtMs, lastServedAtMs }: Run): Claim {
  const claim = `${scenario.version} serves its last request at most ${alarmToLastAnswerMsMax} ms after the ALARM event`;
  if (detectedAtMs === undefined || lastServedAtMs === undefined) return { claim, observed: 'not seen', holds: false };
  const tookMs = Math.max(0, lastServedAtMs - detectedAtMs);
  return { claim, observed: `${tookMs.toFixed(0)} ms`, holds: tookMs <= alarmToLastAnswerMsMax };
}

/** A look that happens to fall between the alarm and its event finds the alarm too. */
const seenByLook = /^CandidateRegressed: alarm \S+ is in ALARM/;

function endedByAlarm({ scenario, error, cause = '' }: Run): Claim {
  const holds = error === 'RolledBack' && (cause.startsWith('GuardTripped: alarm ') || seenByLook.test(cause));
  return { claim: `${scenario.version} is rolled back by its alarm`, observed: `${error ?? 'promoted'}: ${cause}`, holds };
}

function atOnce({ scenario, cause = '', detectedAtMs, guardAnsweredAtMs, restoredAtMs }: Run): Claim {
  const claim = `${scenario.version} is taken back without polling`;
  if (detectedAtMs === undefined || restoredAtMs === undefined) return { claim, observed: 'not seen', holds: false };
  const after = (atMs: number) => `${Math.max(0, atMs - detectedAtMs).toFixed(0)} ms`;
  const restored = `the rule was restored after ${after(restoredAtMs)}`;
  if (seenByLook.test(cause))
    return { claim, observed: `this time a look came before the event; ${restored}`, holds: restoredAtMs >= detectedAtMs };
  if (guardAnsweredAtMs === undefined) return { claim, observed: 'not seen', holds: false };
  const observed = `the event answered the guard's token after ${after(guardAnsweredAtMs)}, ${restored}`;
  return { claim, observed, holds: guardAnsweredAtMs >= detectedAtMs && restoredAtMs >= guardAnsweredAtMs };
}

function neverServed({ scenario, percents }: Run, exposure: Exposure): Claim {
  const { answered } = served(exposure, scenario.version);
  const claim = `${scenario.version} never gets a user's request`;
  return { claim, observed: `${answered} served, ${percents.length} shifts`, holds: answered === 0 && percents.length === 0 };
}

/** What one version answered; a version that no user met has no counts. */
export function served({ versions }: Exposure, version: string): { readonly answered: number; readonly failed: number } {
  return versions.find((counts) => counts.version === version) ?? { answered: 0, failed: 0 };
}
