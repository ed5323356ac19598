import type { Permission } from '../../local/aws/iam/statement.ts';
import type { LocalWorld } from '../../local/world.ts';

/**
 * Every permission of the world's roles and resources that no call of any of the worlds needed, in order: `holder action on resource`, for a
 * policy on a resource who is let in, and the conditions.
 */
export function neverUsed(worlds: readonly LocalWorld[]): readonly string[] {
  const [first] = worlds;
  if (first === undefined) return [];
  const used = new Set(worlds.flatMap(({ iam }) => iam.used()).map((one) => JSON.stringify(one)));
  const unused = first.iam.given().filter((one) => !used.has(JSON.stringify(one)));
  return [...new Set(unused.map(inWords))].sort();
}

function inWords({ holder, statement }: Permission): string {
  const { Action, NotAction, Resource, NotResource, Principal, Condition } = statement;
  return [
    holder.includes(':role/') ? purposeOf(holder) : plain(holder),
    Action === undefined ? `all but ${String(NotAction)}` : String(Action),
    Resource === undefined ? `on all but ${plain(String(NotResource))}` : `on ${plain(String(Resource))}`,
    ...(Principal === undefined ? [] : [`for ${textOf(Principal)}`]),
    ...(Condition === undefined ? [] : [`if ${textOf(Condition)}`]),
  ].join(' ');
}

/** The name of a role without what CDK and CloudFormation add to it. */
function purposeOf(roleArn: string): string {
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  return name
    .replace(/^\w+-(Sluice)?/, '')
    .replace(/^sluice-/, '')
    .replace(/(Role[0-9A-F]{8}|-eu-west-1)$/, '');
}

/** Names as the constructs give them, without stacks, hashes, and what is the same in every ARN. */
function plain(text: string): string {
  return text
    .replaceAll(/\barn:aws:[\w-]+:[\w-]*:\d*:/g, '')
    .replaceAll(/\bSluice(ControlPlane|Storefront)-(Sluice)?/g, '')
    .replaceAll(/(?<=[a-z])[0-9A-F]{8}\b/g, '');
}

function textOf(written: unknown): string {
  return plain(JSON.stringify(written)).replaceAll(/["{}]/g, '');
}
