import type { UsedPermission } from '../../local/aws/iam/judge.ts';
import type { Statement } from '../../local/aws/iam/statement.ts';
import type { LocalWorld } from '../../local/world.ts';

/** One action that a statement of a role allows. */
interface Permission {
  readonly roleArn: string;
  /** What the role is for, as its construct calls it: `nextstep`, `deployment`, `TaskExecution`. */
  readonly role: string;
  readonly action: string;
  readonly statement: Statement;
}

/** `role action` of every permission of the world's roles that no call of any of the worlds needed, in order. */
export function neverUsed(worlds: readonly LocalWorld[]): readonly string[] {
  const [first] = worlds;
  if (first === undefined) return [];
  const used = worlds.flatMap(({ iam }) => iam.used());
  const keys = new Set(used.map((one: UsedPermission) => keyOf({ ...one, roleArn: one.principal })));
  const unused = permissionsOf(first).filter((one) => !keys.has(keyOf(one)));
  return [...new Set(unused.map(({ role, action }) => `${role} ${action}`))].sort();
}

function permissionsOf({ iam }: LocalWorld): readonly Permission[] {
  return iam.roleArns().flatMap((roleArn) => {
    const { statements } = iam.policiesOf(roleArn) ?? { statements: [] };
    return statements
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap((statement) =>
        [statement.Action].flat().map((action) => ({ roleArn, role: purposeOf(roleArn), action: String(action), statement })),
      );
  });
}

function keyOf({ roleArn, action, statement }: Omit<Permission, 'role'>): string {
  return `${roleArn} ${action} ${JSON.stringify(statement)}`;
}

/** The name of a role without what CDK and CloudFormation add to it. */
function purposeOf(roleArn: string): string {
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  return name
    .replace(/^\w+-(Sluice)?/, '')
    .replace(/^sluice-/, '')
    .replace(/(Role[0-9A-F]{8}|-eu-west-1)$/, '');
}
