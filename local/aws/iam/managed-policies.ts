import { UnmodelledCallError } from '../aws-calls.ts';
import type { Statement } from './statement.ts';

const logs: Statement = {
  Effect: 'Allow',
  Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: '*',
};

/** Policies of AWS's own, by the end of their ARN, with what they allow of what is modelled or written here. */
const known: Readonly<Record<string, readonly Statement[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': [logs],
};

/** The statements of a policy of AWS's own. @throws {UnmodelledCallError} it is not written down here. */
export function managedPolicy(arn: string): readonly Statement[] {
  const statements = known[arn.replace(/^arn:aws:iam::aws:policy\//, '')];
  if (statements === undefined) throw new UnmodelledCallError(`the managed policy ${arn}`);
  return statements;
}
