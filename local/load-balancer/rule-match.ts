import { UnmodelledCallError } from '../aws/aws-calls.ts';

/** The parts of a request that listener rules look at. Header names in lower case. */
export interface RequestLine {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** One condition of a rule, compiled. */
export type RuleMatch =
  | { readonly kind: 'path'; readonly patterns: readonly RegExp[] }
  | { readonly kind: 'header'; readonly name: string; readonly patterns: readonly RegExp[] };

/** A rule condition in the ELBv2 API's shape; only the members that are modelled. */
export interface RuleConditionShape {
  readonly Field?: string | undefined;
  readonly Values?: readonly string[] | undefined;
  readonly PathPatternConfig?: { readonly Values?: readonly string[] | undefined } | undefined;
  readonly HostHeaderConfig?: { readonly Values?: readonly string[] | undefined } | undefined;
  readonly HttpHeaderConfig?: { readonly HttpHeaderName?: string | undefined; readonly Values?: readonly string[] | undefined } | undefined;
}

/**
 * Compiles a condition of an ELBv2 rule. `*` and `?` are wildcards; paths are compared with case, hosts and header values without.
 *
 * @throws {UnmodelledCallError} a field other than path-pattern, host-header and http-header.
 */
export function ruleMatch(condition: RuleConditionShape): RuleMatch {
  switch (condition.Field) {
    case 'path-pattern':
      return { kind: 'path', patterns: (condition.PathPatternConfig?.Values ?? condition.Values ?? []).map((text) => wildcard(text, '')) };
    case 'host-header': {
      const values = condition.HostHeaderConfig?.Values ?? condition.Values ?? [];
      return { kind: 'header', name: 'host', patterns: values.map((text) => wildcard(text, 'i')) };
    }
    case 'http-header': {
      const { HttpHeaderName: name = '', Values: values = [] } = condition.HttpHeaderConfig ?? {};
      return { kind: 'header', name: name.toLowerCase(), patterns: values.map((text) => wildcard(text, 'i')) };
    }
    default:
      throw new UnmodelledCallError(`the listener rule condition ${condition.Field ?? JSON.stringify(condition)}`);
  }
}

/** True when any value of the condition matches the request. */
export function matches(condition: RuleMatch, request: RequestLine): boolean {
  if (condition.kind === 'path') return condition.patterns.some((pattern) => pattern.test(request.path));
  const found = request.headers[condition.name];
  if (found === undefined) return false;
  const values = (typeof found === 'string' ? [found] : found).map((value) =>
    condition.name === 'host' ? value.replace(/:\d+$/, '') : value,
  );
  return values.some((value) => condition.patterns.some((pattern) => pattern.test(value)));
}

function wildcard(text: string, flags: '' | 'i'): RegExp {
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`);
}
