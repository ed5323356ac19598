import { answerCommand } from '../command/answer-command.ts';
import { judgeCommand } from './judge-command.ts';

process.exitCode = await answerCommand(judgeCommand, process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
