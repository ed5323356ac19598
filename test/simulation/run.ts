import { simulateCommand } from './command/simulate-command.ts';

process.exitCode = await simulateCommand(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
