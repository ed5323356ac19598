import type { LaneName } from '../../core/deployment/lane.ts';
import { InvalidInputError } from '../../core/errors.ts';

/** What the placeholders of a source stand for, by name. */
export type Placeholders = Readonly<Record<string, string>>;

/** The parts of a lane that its placeholders are made of. */
interface LaneParts {
  readonly lane: LaneName;
  readonly ecsService: string;
  readonly targetGroupArn: string;
}

/**
 * The placeholders of one lane.
 *
 * @throws {InvalidInputError} an ARN without the parts that metric dimensions are made of.
 */
export function placeholdersOf(service: string, ruleArn: string, { lane, ecsService, targetGroupArn }: LaneParts): Placeholders {
  return { service, lane, ecsService, ...dimensionsOf(ruleArn, targetGroupArn) };
}

/**
 * The dimensions of a target group's metrics behind a load balancer, as CloudWatch writes them.
 *
 * @throws {InvalidInputError} an ARN without these parts.
 */
export function dimensionsOf(ruleArn: string, targetGroupArn: string): { readonly loadBalancer: string; readonly targetGroup: string } {
  return { loadBalancer: loadBalancerOf(ruleArn), targetGroup: targetGroupOf(targetGroupArn) };
}

/** Puts values in place of `{name}`, each as `encode` writes it. A name that stands for nothing is left as it is: PromQL has braces too. */
export function filled(text: string, placeholders: Placeholders, encode: (value: string) => string = (value) => value): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined;
    return value === undefined ? whole : encode(value);
  });
}

/** `…:listener-rule/app/NAME/LBID/LISTENERID/RULEID` → `app/NAME/LBID`. */
function loadBalancerOf(ruleArn: string): string {
  const found = /:listener-rule\/(app\/[^/]+\/[^/]+)\/[^/]+\/[^/]+$/.exec(ruleArn)?.[1];
  if (found) return found;
  throw new InvalidInputError(`"${ruleArn}" is no ARN of an application load balancer's listener rule: declare one`);
}

/** `…:targetgroup/NAME/ID` → `targetgroup/NAME/ID`. */
function targetGroupOf(targetGroupArn: string): string {
  const found = /:(targetgroup\/[^/]+\/[^/]+)$/.exec(targetGroupArn)?.[1];
  if (found) return found;
  throw new InvalidInputError(`"${targetGroupArn}" is no ARN of a target group: declare one`);
}
