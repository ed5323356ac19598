import { type Iam, iam } from '../../../../local/aws/iam/iam.ts';
import type { Statement } from '../../../../local/aws/iam/statement.ts';
import type { Call } from '../../../../local/aws/router.ts';

/** Where every test is. */
export const place = { account: '111122223333', region: 'eu-west-1' };

/** A role that the template makes in {@link anIam}. */
export const roleArn = 'arn:aws:iam::111122223333:role/orders';

/** IAM with one role and its statements. `make` adds any other resource by its maker. */
export async function anIam(...statements: readonly Statement[]) {
  const model: Iam = iam(place);
  let made = 0;
  const make = async (type: string, properties: Readonly<Record<string, unknown>>) => {
    made += 1;
    const maker = model.resources[type];
    if (maker === undefined) throw new RangeError(`nobody makes ${type}`);
    return maker(properties, { logicalId: `R${made}`, stackName: 'stack' });
  };
  const Policies = [{ PolicyDocument: { Statement: statements } }];
  await make('AWS::IAM::Role', { RoleName: 'orders', AssumeRolePolicyDocument: {}, Policies });
  const as = (caller: Call['caller'], service: string, operation: string, input: object): string => {
    try {
      model.authorize({ service, operation, input, caller });
      return 'allowed';
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
  };
  /** `allowed`, or the error. */
  const ask = (service: string, operation: string, input: object) => as({ roleArn }, service, operation, input);
  return { model, make, as, ask };
}

/** An Allow statement. */
export function allow(Action: string | readonly string[], Resource: string | readonly string[] = '*', Condition?: object): Statement {
  return { Effect: 'Allow', Action, Resource, ...(Condition !== undefined && { Condition }) };
}
