import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawByWeight } from '../../../local/load-balancer/draw-by-weight.ts';
import { type RoutingRule, route } from '../../../local/load-balancer/route.ts';
import { ruleMatch } from '../../../local/load-balancer/rule-match.ts';

function aRule(over: Partial<RoutingRule> = {}): RoutingRule {
  const groups = [
    { targetGroupArn: 'blue', weight: 75 },
    { targetGroupArn: 'green', weight: 25 },
  ];
  return { ruleArn: 'rule', conditions: [], action: { kind: 'forward', groups, stickySeconds: 0 }, ...over };
}

const anyGroups = fc
  .array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 5 })
  .filter((weights) => weights.some((weight) => weight > 0))
  .map((weights) => weights.map((weight, index) => ({ targetGroupArn: `group-${index}`, weight })));

describe('drawByWeight', () => {
  it('gives each group exactly its weight over the sum of the weights', () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        const total = groups.reduce((sum, { weight }) => sum + weight, 0);
        const drawn = new Map<string, number>();
        // One draw in the middle of each of `total` equal slices of [0, 1) counts the slices a group owns.
        for (let slice = 0; slice < total; slice += 1) {
          const group = drawByWeight(groups, (slice + 0.5) / total)?.targetGroupArn ?? 'none';
          drawn.set(group, (drawn.get(group) ?? 0) + 1);
        }
        const owned = groups.filter(({ weight }) => weight > 0).map(({ targetGroupArn, weight }) => [targetGroupArn, weight] as const);
        expect([...drawn].sort()).toEqual(owned.sort());
      }),
    );
  });

  it('never draws a group of weight 0, whatever chance says', () => {
    fc.assert(
      fc.property(anyGroups, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (groups, random) => {
        expect(drawByWeight(groups, random)?.weight).toBeGreaterThan(0);
      }),
    );
  });
});

describe('route', () => {
  const testRoute = aRule({
    ruleArn: 'test-route',
    conditions: [ruleMatch({ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Route', Values: ['green'] } })],
    action: { kind: 'forward', groups: [{ targetGroupArn: 'green', weight: 1 }], stickySeconds: 0 },
  });
  const paths = aRule({
    ruleArn: 'paths',
    conditions: [ruleMatch({ Field: 'path-pattern', PathPatternConfig: { Values: ['/orders/*'] } })],
  });
  const last = aRule({ ruleArn: 'default', action: { kind: 'fixed-response', status: 404, contentType: 'text/plain', body: '' } });

  it('takes the first rule whose conditions all hold', () => {
    const rules = [testRoute, paths, last];
    const ruleOf = (path: string, headers: Record<string, string> = {}) => {
      const found = route(rules, { path, headers }, 0);
      return found.kind === 'no-rule' ? 'none' : found.rule.ruleArn;
    };
    expect([
      ruleOf('/orders/1', { 'x-route': 'GREEN' }),
      ruleOf('/orders/1', { 'x-route': 'blue' }),
      ruleOf('/Orders/1'),
      ruleOf('/'),
    ]).toEqual(['test-route', 'paths', 'default', 'default']);
  });

  it('keeps a sticky client in its group at weight 0, and draws anew when stickiness is off or the group is gone', () => {
    const at = (stickySeconds: number, stickyGroupArn: string) => {
      const groups = [
        { targetGroupArn: 'blue', weight: 100 },
        { targetGroupArn: 'green', weight: 0 },
      ];
      const rule = aRule({ action: { kind: 'forward', groups, stickySeconds } });
      return route([rule], { path: '/', headers: {}, stickyGroupArn }, 0.5);
    };
    expect([at(60, 'green'), at(0, 'green'), at(60, 'gone')]).toMatchObject([
      { targetGroupArn: 'green' },
      { targetGroupArn: 'blue' },
      { targetGroupArn: 'blue' },
    ]);
  });

  it('compares hosts without port and case, and takes a dot in a pattern as a dot', () => {
    const rule = aRule({ conditions: [ruleMatch({ Field: 'host-header', HostHeaderConfig: { Values: ['*.shop.test'] } })] });
    const kinds = ['api.SHOP.test:8080', 'shop.test', 'apixshopxtest'].map(
      (host) => route([rule], { path: '/', headers: { host } }, 0).kind,
    );
    expect(kinds).toEqual(['forward', 'no-rule', 'no-rule']);
  });

  it('refuses a condition it does not know by its name', () => {
    expect(() => ruleMatch({ Field: 'source-ip' })).toThrow('source-ip');
  });
});
