import type { LoadSecond } from '../load/start-load.ts';

/** What the bottom line of a terminal shows while the demo runs. */
export interface Now {
  readonly version: string;
  /** Share of users on the candidate, percent. */
  readonly percent: number;
}

/** Where progress goes: lines that stay, and in a terminal one line below them that moves. */
export interface Progress {
  tell(line: string): void;
  second(second: LoadSecond): void;
  now(now: Now): void;
  /** Removes the moving line. */
  end(): void;
}

const barWidth = 20;

/**
 * Progress for people: in a terminal, lines with a live one below; elsewhere plain lines only.
 *
 * @param clockMs milliseconds since the demo began
 */
export function liveProgress(output: NodeJS.WriteStream, clockMs: () => number): Progress {
  let seen: Now | undefined;
  let last: LoadSecond | undefined;
  const live = output.isTTY === true;
  const draw = (): void => {
    if (live && seen !== undefined) output.write(`\r\x1b[2K${cut(statusLine(clockMs(), seen, last), output.columns)}`);
  };
  return {
    tell: (line) => {
      output.write(`${live ? '\r\x1b[2K' : ''}${stamp(clockMs())}  ${line}\n`);
      draw();
    },
    second: (second) => {
      last = second;
      draw();
    },
    now: (now) => {
      seen = now;
      draw();
    },
    end: () => {
      seen = undefined;
      if (live) output.write('\r\x1b[2K');
    },
  };
}

/** One line: time, version, a bar of its share, and what users got in the last second, by version. */
export function statusLine(ms: number, { version, percent }: Now, second: LoadSecond | undefined): string {
  const filled = Math.round((percent / 100) * barWidth);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
  const versions = (second?.versions ?? []).map(
    (each) => `${each.version} ${each.answered}/s${each.failed > 0 ? `, ${each.failed} failed` : ''}`,
  );
  return `${stamp(ms)}  ${version} ${bar} ${String(percent).padStart(3)} %  ${versions.join('  ')}`;
}

function stamp(ms: number): string {
  return `${(ms / 1_000).toFixed(1).padStart(6)} s`;
}

function cut(line: string, columns: number | undefined): string {
  return line.slice(0, Math.max(20, (columns || 120) - 1));
}
