import type { Ended, ExecutionStatus, Executions } from '../../adapters/executions.ts';

/** An answer that a wait of a state machine got. */
type SentAnswer = { readonly taskToken: string } & ({ readonly output: object } | { readonly failure: object });

/** Step Functions as far as use cases need it: keeps what was started and which waits were answered how, in order. */
export function fakeExecutions(
  statuses: Readonly<Record<string, ExecutionStatus>> = {},
  state = 'Bake',
  ends: Readonly<Record<string, Ended>> = {},
) {
  const started: { readonly machineArn: string; readonly name: string; readonly input: object }[] = [];
  const answers: SentAnswer[] = [];
  const executions: Executions = {
    async start(machineArn, name, input) {
      const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      if (started.some((one) => one.name === name)) return { kind: 'already', executionArn };
      started.push({ machineArn, name, input });
      return { kind: 'started', executionArn };
    },
    status: async (executionArn) => statuses[executionArn] ?? 'unknown',
    ended: async (executionArn) => ends[executionArn],
    list: async (_, wanted) => {
      const listed = Object.entries(statuses).filter(([, status]) => status === wanted);
      return { arns: listed.map(([arn]) => arn), isComplete: true };
    },
    latestState: async () => state,
    async sendSuccess(taskToken, output) {
      answers.push({ taskToken, output });
      return { kind: 'sent' };
    },
    async sendFailure(taskToken, failure) {
      answers.push({ taskToken, failure });
      return { kind: 'sent' };
    },
  };
  return { executions, started, answers };
}
