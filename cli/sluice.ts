import { SluiceError } from '../core/errors.ts';
import { own } from '../core/own.ts';
import { backtest, backtestUsage } from './commands/backtest.ts';
import { demo, demoUsage } from './commands/demo.ts';
import { local, localUsage } from './commands/local.ts';

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = { demo, local, backtest };
const help = [
  'sluice: releases new versions of Amazon ECS services by degrees and takes bad ones back',
  '',
  `  ${demoUsage}`,
  `  ${localUsage}`,
  `  ${backtestUsage}`,
].join('\n');

/** The command line: picks a command, turns its errors into one line, and ends with its exit code. */
async function main([name = 'help', ...args]: readonly string[]): Promise<number> {
  const command = own(commands, name);
  const asksForHelp = [name, ...args].some((word) => word === '--help' || word === '-h') || name === 'help';
  if (command === undefined || asksForHelp) {
    console.log(help);
    return asksForHelp ? 0 : 2;
  }
  try {
    return await command(args);
  } catch (error) {
    const isExpected = error instanceof SluiceError || (error instanceof TypeError && 'code' in error);
    console.error(isExpected ? `sluice ${name}: ${error.message}` : error);
    return 1;
  }
}

process.exit(await main(process.argv.slice(2)));
