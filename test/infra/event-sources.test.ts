import { afterAll, describe, expect, it } from 'vitest';
import { sources } from '../../core/events/whence.ts';
import { hints } from '../../infra/constructs/event-patterns.ts';
import { compilePattern } from '../../local/events/compile-pattern.ts';
import { assemblyWithStubs, type Resource } from './assembly.ts';

const { controlPlane, storefront, remove } = assemblyWithStubs();
afterAll(remove);

const resources: readonly Resource[] = [controlPlane, storefront].flatMap((template) => Object.values(template.resources));
const rules = resources.filter(({ Type }) => Type === 'AWS::Events::Rule');

/** Whether a rule's pattern takes an event of this source: a pattern without one takes all of them. */
function takesSource(rule: Resource, source: string): boolean {
  const { EventPattern: pattern } = rule.Properties;
  if (typeof pattern !== 'object' || pattern === null) return false;
  return !('source' in pattern) || compilePattern({ source: pattern.source })({ source });
}

describe('the rules of the templates', () => {
  // AWS refuses a sender that claims a source of AWS. On a bus of one's own, other accounts and forwarding rules put what they like.
  it('take what AWS services send from the default bus only', () => {
    const ofAws = rules.filter((rule) =>
      ['aws.ecs', 'aws.cloudwatch', 'aws.ecr', 'aws.ssm', 'aws.states'].some((source) => takesSource(rule, source)),
    );
    expect(ofAws).toHaveLength(6);
    expect(ofAws.filter(({ Properties }) => 'EventBusName' in Properties)).toEqual([]);
  });

  it('open no bus to other accounts', () => {
    expect(resources.filter(({ Type }) => ['AWS::Events::EventBus', 'AWS::Events::EventBusPolicy'].includes(Type))).toEqual([]);
  });

  it('take each event from whom the functions take it', () => {
    const patterns = Object.values(hints([])).filter(({ to }) => to !== 'reconcile');
    const wired = patterns.flatMap(({ pattern }) => (pattern.detailType ?? []).map((detailType) => [detailType, pattern.source]));
    expect(Object.fromEntries(wired)).toEqual(
      Object.fromEntries(Object.entries(sources).map(([detailType, source]) => [detailType, [source]])),
    );
  });
});
