import { answerCommand } from '../../../bench/command/answer-command.ts';
import { scaleCommand } from './scale-command.ts';

process.exitCode = await answerCommand(scaleCommand, process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
