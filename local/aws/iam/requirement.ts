import type { Facts } from './condition.ts';

/** One thing that the caller of an operation must be allowed. */
export interface Requirement {
  /** `service:Action`, as policies write it. */
  readonly action: string;
  /** ARN, or `*` for an action without a resource level. */
  readonly resource: string;
  /** The condition keys of the action, beside the global ones; asked only when a statement uses one. */
  readonly facts?: Facts;
  /** The service that is called needs it, and asks with the permissions of its caller; it tells by its own error that they lack it. */
  readonly viaService?: true;
}

/** What the rows know beside the request itself. */
export interface RequestPlace {
  readonly account: string;
  readonly region: string;
  /** Tags that a template gave to a resource, by lower-case name: IAM finds them in any case. */
  tagsOf(arn: string): ReadonlyMap<string, string>;
  /** The KMS key that a topic or queue is encrypted with. */
  keyOf(arn: string): string | undefined;
}

/** What a modelled operation requires. Takes the SDK's input. */
export type Row = (input: never, place: RequestPlace) => readonly Requirement[];

/** One requirement on `*`: an action without a resource level. */
export function anywhere(action: string): Row {
  const requirements = [{ action, resource: '*' }];
  return () => requirements;
}

/** The same requirement, asked for by the service that is called. */
export function viaService({ action, resource, facts }: Requirement): Requirement {
  return { action, resource, viaService: true, facts: (key) => (key === 'aws:viaawsservice' ? 'true' : facts?.(key)) };
}

/** `arn:aws:service:region:account:rest`. */
export function arnHere({ account, region }: RequestPlace, service: string, rest: string): string {
  return `arn:aws:${service}:${region}:${account}:${rest}`;
}
