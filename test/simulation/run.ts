import { answerCommand } from '../../bench/command/answer-command.ts';
import { simulateCommand } from './command/simulate-command.ts';

process.exitCode = await answerCommand(simulateCommand, process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
