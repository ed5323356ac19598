import { describe, expect, it } from 'vitest';
import { answerCommand, type Command } from '../../../bench/command/answer-command.ts';
import { WrongUsageError } from '../../../bench/command/wrong-usage-error.ts';
import { judgeCommand } from '../../../bench/judge/judge-command.ts';
import { rollbackCommand } from '../../simulation/clocks/rollback-command.ts';
import { simulateCommand } from '../../simulation/command/simulate-command.ts';
import { scaleCommand } from '../../simulation/scale/scale-command.ts';

async function answered<Asked>(command: Command<Asked>, ...args: readonly string[]) {
  const printed: string[] = [];
  const exitCode = await answerCommand(command, args, (line) => void printed.push(line));
  return { exitCode, printed: printed.join('\n') };
}

const told: Command<readonly string[]> = { name: 'npm run told', usage: 'how', read: (args) => args, run: async () => 1 };

describe('a command', () => {
  it('answers the exit code of what it ran', async () => {
    expect(await answered(told)).toEqual({ exitCode: 1, printed: '' });
  });

  it.each([simulateCommand, rollbackCommand, scaleCommand, judgeCommand])(
    '$name says how it is used when it is asked, and runs nothing',
    async (command) => {
      const run = { name: command.name, usage: command.usage, read: () => [], run: async () => 1 };
      expect(await answered(run, '--help')).toEqual({ exitCode: 0, printed: command.usage });
      expect(await answered(run, '--seeds', '-h')).toEqual({ exitCode: 0, printed: command.usage });
    },
  );

  it.each([simulateCommand, rollbackCommand, scaleCommand, judgeCommand])(
    '$name answers words that it does not know in one line, with exit code 2',
    async (command) => {
      const read = (args: readonly string[]) => command.read(args);
      const { exitCode, printed } = await answered({ name: command.name, usage: command.usage, read, run: async () => 0 }, '--sed', '7');
      expect(exitCode).toBe(2);
      for (const flag of printed.match(/--[a-z-]+(?=[, .])/g)?.slice(1) ?? []) expect(command.usage).toContain(flag);
      expect(printed).toMatch(/^npm run [a-z:]+: there is no flag --sed: give .+\. `npm run [a-z:]+ -- --help` says more$/);
    },
  );

  it('answers what turns out not to be there as words that it does not know', async () => {
    const run = () => Promise.reject(new WrongUsageError('--crash-cell is "x", which is no cell: give one'));
    const printed = 'npm run told: --crash-cell is "x", which is no cell: give one. `npm run told -- --help` says more';
    expect(await answered({ ...told, run })).toEqual({ exitCode: 2, printed });
  });

  it('hides no other error', async () => {
    await expect(answered({ ...told, run: () => Promise.reject(new RangeError('a mistake')) })).rejects.toThrow('a mistake');
  });
});
