import { answerCommand } from '../../../bench/command/answer-command.ts';
import { rollbackCommand } from './rollback-command.ts';

process.exitCode = await answerCommand(rollbackCommand, process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
