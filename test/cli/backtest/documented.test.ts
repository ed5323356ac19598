import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sampleHistory } from '../../../cli/backtest/sample-history.ts';
import { backtest } from '../../../cli/commands/backtest.ts';
import { captured } from './captured.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = `${root}docs/backtest.md`;
/** A command, and what the page says that it prints. */
const example = /(```sh\nnpm run --silent sluice -- backtest ([^\n]*)\n```\n\n```text\n)[^`]*(```)/g;

describe('docs/backtest.md', () => {
  // After a change of what is printed: npx vitest run test/cli/backtest/documented.test.ts --update
  it('shows what the commands print', async () => {
    const text = readFileSync(page, 'utf8');
    const parts: string[] = [];
    let end = 0;
    for (const found of text.matchAll(example)) {
      const [all, before = '', args = '', after = ''] = found;
      parts.push(text.slice(end, found.index), before, await printed(args), '\n', after);
      end = found.index + all.length;
    }
    expect(parts.length).toBeGreaterThan(5);
    await expect(`${parts.join('')}${text.slice(end)}`).toMatchFileSnapshot(page);
  });
});

describe('examples/backtest', () => {
  it.each(['healthy', 'regression'] as const)('has the hour that --sample %s prints', (sample) => {
    expect(readFileSync(`${root}examples/backtest/${sample}.csv`, 'utf8')).toBe(sampleHistory(sample, 1));
  });
});

/** With the files of this project, wherever the tests run; paths are shown as the reader's. */
async function printed(args: string): Promise<string> {
  const needs = captured();
  await backtest(
    args.split(' ').map((word) => (word.startsWith('examples/') ? `${root}${word}` : word)),
    needs,
  );
  return needs.printed.join('\n').replaceAll(root, '');
}
