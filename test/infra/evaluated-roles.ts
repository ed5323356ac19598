import { type ReadStatement, readStatement, type Statement } from '../../local/aws/iam/statement.ts';
import { at, type Synthesized } from './assembly.ts';

const pseudo: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::AccountId': '111122223333',
};

/** A role of a template with its policies, ready to be asked. References to other resources are left as their logical ids. */
export interface EvaluatedRole {
  readonly logicalId: string;
  readonly statements: readonly ReadStatement[];
  readonly trust: readonly ReadStatement[];
}

/** Every role of a template, with the statements of all templates that are attached to it. */
export function rolesOf(template: Synthesized): readonly EvaluatedRole[] {
  const policies = template.of('AWS::IAM::Policy').map(({ Properties }) => Properties);
  return Object.entries(template.resources).flatMap(([logicalId, { Type, Properties }]) => {
    if (Type !== 'AWS::IAM::Role') return [];
    const attached = policies.filter(({ Roles }) => JSON.stringify(Roles).includes(`"${logicalId}"`));
    const documents = [...attached, ...((Properties.Policies ?? []) as readonly object[])];
    return {
      logicalId,
      statements: documents.flatMap((one) => statementsIn(at(one, 'PolicyDocument'))),
      trust: statementsIn(Properties.AssumeRolePolicyDocument),
    };
  });
}

function statementsIn(document: unknown): readonly ReadStatement[] {
  return (at(document, 'Statement') as readonly Statement[]).map((one) => readStatement(written(one) as Statement));
}

function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return pseudo[String(value.Ref)] ?? String(value.Ref);
  if ('Fn::GetAtt' in value) return `arn:aws:of:eu-west-1:111122223333:${(value['Fn::GetAtt'] as readonly string[]).join('.')}`;
  const joined = at(value, 'Fn::Join.1');
  if (Array.isArray(joined)) return joined.map(written).join('');
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, written(member)]));
}
