import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedStrategies, strategyNames } from '../../../core/service/named-strategies.ts';
import { parseService } from '../../../core/service/parse-service.ts';
import { aDeclaration, blueArn, greenArn } from '../builders.ts';
import { problemsOf } from './problems-of.ts';

const steps = (...percents: readonly number[]) => ({ steps: percents.map((candidatePercent) => ({ candidatePercent, bake: '5m' })) });

const header = { name: 'x-test', value: 'candidate' };

describe('parseService', () => {
  it('fills every default of the shortest declaration', () => {
    expect(parseService(aDeclaration())).toEqual({
      name: 'orders',
      cluster: 'prod',
      lanes: {
        blue: { lane: 'blue', ecsService: 'orders-blue', targetGroupArn: blueArn },
        green: { lane: 'green', ecsService: 'orders-green', targetGroupArn: greenArn },
      },
      listenerRuleArn:
        'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/orders/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee',
      container: 'app',
      repository: 'orders',
      taskDefinition: 'orders',
      steps: [5, 25, 50, 100].map((candidatePercent) => ({ candidatePercent, bakeSeconds: 600, approval: false })),
      candidateSize: 'full',
      analysis: {
        metrics: [
          {
            kind: 'comparison',
            name: 'errors',
            dryRun: false,
            critical: true,
            warmupSeconds: 0,
            counts: { kind: 'alb-errors' },
            tolerance: 0.25,
            worseMax: 2,
            badRateMax: 0.01,
            baseline: 'stable',
          },
          {
            kind: 'comparison',
            name: 'latency',
            dryRun: false,
            critical: true,
            warmupSeconds: 60,
            counts: { kind: 'alb-latency', quantiles: [0.9, 0.99] },
            tolerance: 0.25,
            worseMax: 2,
            baseline: 'stable',
          },
          {
            kind: 'release-baseline',
            name: 'baseline',
            dryRun: false,
            critical: false,
            warmupSeconds: 60,
            warnAbove: 0.15,
            rollbackAbove: 0.25,
          },
        ],
        alpha: 0.01,
        beta: 0.05,
        sloAlpha: 0.001,
        minimumRequests: 100,
        lookSeconds: 60,
        patienceSeconds: 1_800,
        atDeadline: 'rollback',
        metricLagSeconds: 120,
      },
      guards: { alarms: [], taskFailuresAllowed: 0 },
      rollbackWindowSeconds: 3_600,
      launchSeconds: 600,
      inspectSeconds: 10,
    });
  });

  it('reads what a user wrote, with durations in seconds', () => {
    const service = parseService(
      aDeclaration({
        cluster: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod',
        testRoute: { header: { name: 'x-test', value: 'candidate' } },
        strategy: { steps: [{ candidatePercent: 0, bake: '90s', approval: true }, ...steps(100).steps] },
        candidateSize: 'partial',
        analysis: { look: '10s', atDeadline: 'hold' },
        guards: { alarms: ['orders-5xx', 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-p99'], taskFailuresAllowed: 2 },
        drain: '45s',
      }),
    );
    expect(service).toMatchObject({
      cluster: 'prod',
      testRoute: { header: { name: 'x-test', value: 'candidate' } },
      steps: [
        { candidatePercent: 0, bakeSeconds: 90, approval: true },
        { candidatePercent: 100, bakeSeconds: 300, approval: false },
      ],
      candidateSize: 'partial',
      analysis: { lookSeconds: 10, patienceSeconds: 1_800, atDeadline: 'hold' },
      guards: { alarms: ['orders-5xx', 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-p99'], taskFailuresAllowed: 2 },
      drainSeconds: 45,
    });
  });

  it.each(strategyNames)('resolves %s to steps that rise to 100', (name) => {
    const percents = parseService(aDeclaration({ strategy: name })).steps.map(({ candidatePercent }) => candidatePercent);
    expect(percents).toEqual(namedStrategies[name].steps.map(({ candidatePercent }) => candidatePercent));
    expect(percents).toEqual([...new Set(percents)].sort((one, other) => one - other));
    expect(percents.at(-1)).toBe(100);
  });

  it('lists every problem at once, each with its path, the value and the fix', () => {
    const json = aDeclaration({
      name: 'Orders',
      container: 7,
      colour: 'red',
      strategy: { steps: [{ candidatePercent: 50, bake: '5 min' }] },
    });
    expect(problemsOf(json)).toEqual([
      '  - name: "Orders" is not usable; use 1 to 31 lower-case letters, digits and hyphens; begin with a letter, end without a hyphen',
      '  - container: 7 is not usable; give the name of a container of the task definition',
      '  - strategy.steps.0.bake: "5 min" is not usable; write a whole number and one unit (s, m, h or d) from 10s to 30d, such as 5m',
      '  - strategy.steps.0.candidatePercent: 50 is not usable; make the last step 100: a deployment ends with all users',
      '  - colour: "red" is not usable; remove it, or correct its spelling: there is no such field',
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown key deep inside', { analysis: { lok: '60s' } }, 'analysis.lok'],
    ['an unknown strategy', { strategy: 'yolo' }, 'strategy'],
    ['steps that do not rise', { strategy: steps(5, 5, 100) }, 'strategy.steps.1.candidatePercent'],
    ['steps that fall', { strategy: steps(50, 25, 100) }, 'strategy.steps.1.candidatePercent'],
    ['a last step below 100', { strategy: steps(5, 50) }, 'strategy.steps.1.candidatePercent'],
    ['no steps', { strategy: { steps: [] } }, 'strategy.steps'],
    ['a fraction of a percent', { strategy: steps(0.5, 100) }, 'strategy.steps.0.candidatePercent'],
    ['51 steps', { strategy: steps(...Array.from({ length: 51 }, (_, index) => index + 50)) }, 'strategy.steps'],
    ['a duration beyond its limit', { drain: '2h' }, 'drain'],
    ['the same alarm twice', { guards: { alarms: ['a', 'a'] } }, 'guards.alarms.1'],
    ['an image reference as repository', { repository: 'orders:latest' }, 'repository'],
    ['an ARN without revision', { taskDefinition: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders' }, 'taskDefinition'],
    ['the family of a lane as source', { taskDefinition: 'orders-green' }, 'taskDefinition'],
    ['a rule of a Network Load Balancer', { listenerRuleArn: blueArn }, 'listenerRuleArn'],
    ['a test route by the rule of the users', { testRoute: { header, ruleArn: aDeclaration().listenerRuleArn } }, 'testRoute.ruleArn'],
  ])('refuses %s', (_, change, path) => {
    expect(problemsOf(aDeclaration(change)).map((line) => line.slice(4).split(':')[0])).toContain(path);
  });

  it('refuses lanes that share a service or a target group', () => {
    const lane = { ecsService: 'orders', targetGroupArn: blueArn };
    expect(problemsOf(aDeclaration({ lanes: { blue: lane, green: lane } })).map((line) => line.slice(4).split(':')[0])).toEqual([
      'lanes.green.ecsService',
      'lanes.green.targetGroupArn',
    ]);
  });

  it('refuses a plan that fills the execution history, and says what to change', () => {
    const [line] = problemsOf(aDeclaration({ strategy: { steps: [{ candidatePercent: 100, bake: '30d' }] } }));
    expect(line).toMatch(/^ {2}- strategy: up to \d+ history events, allowed are 20000 .*use a longer analysis\.look/);
  });

  it('refuses a plan whose metrics are more than a look can read', () => {
    const source = { kind: 'cloudwatch', metric: { namespace: 'Orders', name: 'Failed', statistic: 'Sum' }, period: '10s' };
    const metric = { kind: 'threshold', name: 'failed', source, failWhen: { above: 1 } };
    const strategy = { steps: [{ candidatePercent: 100, bake: '30d' }] };
    expect(problemsOf(aDeclaration({ strategy, analysis: { metrics: ['errors', metric], look: '1h' } }))).toEqual([
      expect.stringMatching(/^ {2}- analysis\.metrics: its metrics would be \d+ blocks, allowed are 300000 .*use shorter bakes/),
    ]);
  });

  it.each([undefined, null, 7, 'orders', [], () => 1])('refuses %j as a whole', (json) => {
    expect(problemsOf(json)).toHaveLength(1);
  });

  it('never takes a key for a prototype', () => {
    const json: unknown = JSON.parse(`{"__proto__":{"name":"x"},${JSON.stringify(aDeclaration()).slice(1)}`);
    expect(problemsOf(json)).toEqual(['  - __proto__: an object; remove it, or correct its spelling: there is no such field']);
    expect(({} as { name?: string }).name).toBeUndefined();
  });

  it('shows a list of problems that a person can read', () => {
    const junk = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`junk${index}`, 'x'.repeat(10_000)]));
    const lines = problemsOf(aDeclaration(junk));
    expect(lines).toHaveLength(26);
    expect(lines.at(-1)).toBe('  - and 975 more');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(200);
  });

  it('repeats no more of what it refuses than a person reads', () => {
    const long = '?'.repeat(1024 * 1024);
    const url = { kind: 'http', url: `https://${long}`, pointer: '/value' };
    const metrics = [{ kind: 'threshold', name: 'queue', source: url, failWhen: { above: 1 } }];
    for (const change of [{ [long]: 1 }, { name: long }, { analysis: { metrics } }, { guards: { alarms: [long] } }]) {
      const refused = problemsOf(aDeclaration(change));
      expect(refused.join('\n').length).toBeLessThan(1_000);
    }
  });

  it('answers any value with a service or an InvalidInputError', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(aDeclaration()), 'strategy', 'analysis', 'guards'), (value, key) => {
        expect(() => problemsOf(aDeclaration({ [key]: value }))).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
