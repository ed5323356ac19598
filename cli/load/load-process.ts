import { once } from 'node:events';
import type { LoadPlan, LoadReport } from './messages.ts';
import { Schedule } from './schedule.ts';
import { Sender } from './sender.ts';
import { Tally } from './tally.ts';

/** Timers are no finer than this; what becomes due in between is sent together. */
const tickMs = 2;

const [plan] = (await once(process, 'message')) as [LoadPlan];
const startedAtMs = Date.now();
const startMs = performance.now();
const whole = new Tally();
let second = 0;
let ofSecond = new Tally();
const schedule = new Schedule(startMs, plan.ratePerSecond);
const sender = new Sender(plan, () => [whole, ofSecond]);
let stopAtMs = startMs + plan.longestSeconds * 1_000;

process.once('message', () => {
  stopAtMs = Math.min(stopAtMs, performance.now());
});
// Whoever asked for the load is gone: load that nobody counts is only harm.
process.once('disconnect', () => process.exit());
tick();

function tick(): void {
  const nowMs = performance.now();
  const endMs = Math.min(nowMs, stopAtMs);
  for (let dueMs = schedule.takeDue(endMs); dueMs !== undefined; dueMs = schedule.takeDue(endMs)) sender.send(dueMs);
  while (nowMs >= startMs + (second + 1) * 1_000) reportSecond();
  // After the last send, the open requests are waited for: each is answered or dropped within `timeoutMs`.
  if (nowMs >= stopAtMs && sender.open === 0) finish();
  else setTimeout(tick, nowMs >= stopAtMs ? 10 : Math.max(tickMs, Math.min(schedule.nextDueMs() - nowMs, 50)));
}

function reportSecond(): void {
  say({ kind: 'second', second, startedAtMs: startedAtMs + second * 1_000, open: sender.open, ...ofSecond.counts() });
  second += 1;
  ofSecond = new Tally();
}

function finish(): void {
  reportSecond();
  say({ kind: 'summary', seconds: Math.round(stopAtMs - startMs) / 1_000, startedAtMs, ...whole.counts() });
  sender.close();
  process.disconnect();
}

function say(report: LoadReport): void {
  process.send?.(report);
}
