import { parseArgs } from 'node:util';
import type { LaneName } from '../../core/deployment/lane.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { readNumber } from '../read-number.ts';
import { instantFix, readInstant } from './read-instant.ts';
import { type SampleName, sampleNames } from './sample-history.ts';

/** Where the past is read from. */
export type PastOption =
  | { readonly kind: 'csv'; readonly file: string }
  | { readonly kind: 'window'; readonly serviceFile: string; readonly candidate: LaneName; readonly from: Date; readonly until: Date }
  | { readonly kind: 'deployment'; readonly id: string; readonly table: string };

/** What the command line asks for. */
export type BacktestOptions =
  | { readonly kind: 'sample'; readonly sample: SampleName; readonly seed: number }
  | {
      readonly kind: 'backtest' | 'a-a';
      readonly past: PastOption;
      readonly configurationFiles: readonly string[];
      readonly json: boolean;
      readonly seed: number;
      /** Length of a release in A/A mode. */
      readonly releaseSeconds: number;
    };

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  csv: text,
  service: text,
  candidate: text,
  from: text,
  until: text,
  deployment: text,
  table: text,
  config: { type: 'string', multiple: true },
  sample: text,
  seed: text,
  minutes: text,
  json: flag,
  'a-a': flag,
} as const;

type Values = ReturnType<typeof parsed>;

/** @throws {InvalidInputError} an option is missing, or says what cannot be. */
export function backtestOptions(args: readonly string[]): BacktestOptions {
  const values = parsed(args);
  const seed = readNumber('--seed', values.seed ?? '1', { min: 0, max: 2 ** 32 - 1 });
  if (values.sample !== undefined) return { kind: 'sample', sample: oneOf('--sample', values.sample, sampleNames), seed };
  const minutes = readNumber('--minutes', values.minutes ?? '60', { min: 1, max: 10_080 });
  return {
    kind: values['a-a'] ? 'a-a' : 'backtest',
    past: pastOption(values),
    configurationFiles: values.config ?? [],
    json: values.json,
    seed,
    releaseSeconds: minutes * 60,
  };
}

function parsed(args: readonly string[]) {
  return parseArgs({ args: [...args], options }).values;
}

function pastOption(values: Values): PastOption {
  const { csv, from, deployment, table } = values;
  const given = [csv, from, deployment].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw new InvalidInputError(
      'say what to replay, one of: --csv FILE; --from TIME --until TIME --service FILE --candidate LANE; --deployment ID --table NAME',
    );
  }
  if (csv !== undefined) return { kind: 'csv', file: csv };
  if (deployment !== undefined) return { kind: 'deployment', id: deployment, table: needed('--table', table, "the ledger's table") };
  return windowOption(values);
}

function windowOption({ from, until, service, candidate }: Values): PastOption {
  const window = { from: instant('--from', from), until: instant('--until', until) };
  if (window.until <= window.from) throw new InvalidInputError(`--until is ${until}: give a time after ${from}`);
  const minutes = limits.backtestRows.value;
  if (window.until.getTime() - window.from.getTime() > minutes * 60_000) {
    throw new InvalidInputError(
      `--until is ${until}: give a time at most ${minutes} minutes after ${from}; ${limits.backtestRows.because}`,
    );
  }
  const serviceFile = needed('--service', service, "the file with the service's declaration");
  const lane = needed('--candidate', candidate, 'the lane that was the candidate then, blue or green');
  return { kind: 'window', serviceFile, candidate: oneOf('--candidate', lane, ['blue', 'green']), ...window };
}

function instant(option: string, written: string | undefined): Date {
  const seconds = readInstant(needed(option, written, 'a time'));
  if (seconds === undefined) throw new InvalidInputError(`${option} is "${written}": ${instantFix}`);
  return new Date(seconds * 1_000);
}

function needed(option: string, value: string | undefined, what: string): string {
  if (value !== undefined && value !== '') return value;
  throw new InvalidInputError(`${option} is missing: give ${what}`);
}

function oneOf<Word extends string>(option: string, value: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === value);
  if (word !== undefined) return word;
  throw new InvalidInputError(`${option} is "${value}": give ${words.join(' or ')}`);
}
