import type { Fact, Facts } from './condition.ts';

/** One thing that the caller of an operation must be allowed. */
export interface Requirement {
  /** `service:Action`, as policies write it. */
  readonly action: string;
  /** ARN, or `*` for an action without a resource level. */
  readonly resource: string;
  /** The condition keys of the action, beside the global ones; asked only when a statement uses one. */
  readonly facts?: Facts;
}

/** What the rows know beside the request itself. */
export interface RequestPlace {
  readonly account: string;
  readonly region: string;
  /** Tags that a template gave to a resource. */
  tagsOf(arn: string): ReadonlyMap<string, string>;
  /** The KMS key that a topic or queue is encrypted with. */
  keyOf(arn: string): string | undefined;
}

/** What a modelled operation requires. Takes the SDK's input. */
export type Row = (input: never, place: RequestPlace) => readonly Requirement[];

/** Condition keys by lower-case name; `null` for one that this request has not. */
export function given(values: Readonly<Record<string, Fact>>): Facts {
  return (key) => (Object.hasOwn(values, key) ? values[key] : undefined);
}

/** `aws:ResourceTag/…` of a resource, and other keys. Names of tags are found in any case, as IAM does. */
export function tagged(tags: ReadonlyMap<string, string>, others: Readonly<Record<string, Fact>> = {}, family = 'aws:resourcetag/'): Facts {
  const rest = given(others);
  return (key) => {
    if (!key.startsWith(family)) return rest(key);
    const name = key.slice(family.length);
    for (const [tag, value] of tags) if (tag.toLowerCase() === name) return value;
    return null;
  };
}

/** One requirement on `*`: an action without a resource level. */
export function anywhere(action: string): Row {
  const requirements = [{ action, resource: '*' }];
  return () => requirements;
}

/** `arn:aws:service:region:account:rest`. */
export function arnHere({ account, region }: RequestPlace, service: string, rest: string): string {
  return `arn:aws:${service}:${region}:${account}:${rest}`;
}
