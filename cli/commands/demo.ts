import { parseArgs } from 'node:util';
import { liveProgress } from '../demo/live-line.ts';
import { report } from '../demo/report.ts';
import { runDemo } from '../demo/run-demo.ts';
import { readNumber } from '../read-number.ts';

/** Shown by `sluice help`. */
export const demoUsage = 'demo [--json] [--speed N] [--rate N]   release a good version and four bad ones under load, here and now';

/** `sluice demo`: 0 only when every claim was observed. Progress goes to stderr with `--json`, whose one document goes to stdout. */
export async function demo(args: readonly string[]): Promise<number> {
  const options = { json: { type: 'boolean', default: false }, speed: { type: 'string' }, rate: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const startedAtMs = Date.now();
  const progress = liveProgress(values.json ? process.stderr : process.stdout, () => Date.now() - startedAtMs);
  const result = await runDemo({
    speed: readNumber('--speed', values.speed ?? '40', { min: 1, max: 100 }),
    ratePerSecond: readNumber('--rate', values.rate ?? '300', { min: 100, max: 2_000 }),
    wallSecondsMax: 180,
    progress,
  });
  const held = result.claims.every(({ holds }) => holds);
  if (values.json) console.log(JSON.stringify(result, undefined, 2));
  else
    console.log(
      `\n${report(result.runs, result.exposure, result.claims)}\n\n${held ? 'every claim was observed' : 'NOT every claim was observed'} in ${result.seconds.toFixed(0)} s`,
    );
  return held ? 0 : 1;
}
