import type { Executions } from '../../adapters/executions.ts';
import type { Ledger, Wait } from '../../adapters/ledger/ledger.ts';
import { guardAnswer } from '../../core/deployment/answer.ts';
import { DeploymentOverError } from '../../core/deployment/deployment-over-error.ts';
import { isOver } from '../../core/deployment/status.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { readCount, readString } from '../../core/input.ts';
import { readOptionalInstant } from '../../core/read-instant.ts';
import { shown } from '../../core/shown.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'load' | 'registerToken'>;
  readonly executions: Pick<Executions, 'sendSuccess' | 'sendFailure'>;
  readonly now: () => Date;
}

/** What became of a wait of the state machine. */
export interface Watch {
  readonly kind: 'waiting' | 'answered';
  readonly because: string;
}

/**
 * States `WatchForSignals` and `AwaitApproval`: keeps the task token, and answers it at once when what it waits for came first.
 * An approval that is waited for is not answered by a signal: the guard lane ends the deployment.
 *
 * @throws {DeploymentOverError} a redriven execution waits for a deployment that has ended.
 */
export function watchForSignals({ ledger, executions, now }: Needs) {
  return async (input: unknown): Promise<Watch> => {
    const deploymentId = readString(input, 'deploymentId');
    const taskToken = readString(input, 'taskToken');
    const wait = readWait(input);
    const deployment = await ledger.load(deploymentId);
    if (isOver(deployment)) throw new DeploymentOverError(deployment);
    const { signal, approved } = await ledger.registerToken(deploymentId, wait, taskToken, askedAt(input) ?? now());
    if (wait.kind === 'guard' && signal !== undefined) {
      await executions.sendFailure(taskToken, guardAnswer(signal));
      return { kind: 'answered', because: signal.because };
    }
    if (wait.kind === 'approval' && approved) {
      await executions.sendSuccess(taskToken, { approved: true });
      return { kind: 'answered', because: `step ${wait.stepIndex} was approved before` };
    }
    return { kind: 'waiting', because: wait.kind === 'guard' ? 'no signal so far' : `step ${wait.stepIndex} needs an approval` };
  };
}

/** Tries of one wait are asked for in the same moment, so each is a millisecond later than the one before, and none has as many as a second. */
function askedAt(input: unknown): Date | undefined {
  const at = readOptionalInstant(input, 'asked.at');
  if (at === undefined) return undefined;
  const [redrives, tries] = [readCount(input, 'asked.redrives'), readCount(input, 'asked.tries')];
  return new Date(Date.parse(at) + redrives * 1_000 + tries);
}

function readWait(input: unknown): Wait {
  const kind = readString(input, 'wait.kind');
  if (kind === 'guard') return { kind };
  if (kind === 'approval') return { kind, stepIndex: readCount(input, 'wait.stepIndex') };
  throw new InvalidInputError(`wait.kind is ${shown(kind)}: give guard or approval`);
}
