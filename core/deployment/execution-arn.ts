/**
 * The ARN of an execution, which follows from its machine and its name. A version or alias on the machine's ARN is not part of it.
 *
 * @example executionArnOf('arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-restore', 'restore-1')
 */
export function executionArnOf(machineArn: string, name: string): string {
  const machine = machineArn.split(':').slice(0, 7).join(':');
  return `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** The name in the ARN of an execution: for a deployment, its id. */
export function executionNameOf(executionArn: string): string {
  return executionArn.slice(executionArn.lastIndexOf(':') + 1);
}
