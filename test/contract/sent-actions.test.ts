import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { forward, weightsOf } from '../../core/deployment/traffic.ts';
import { valueAt } from '../../core/input.ts';
import { aPlan, blueArn, greenArn } from '../core/builders.ts';

const machine: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../statemachines/deployment.asl.json'), 'utf8'));
const shifting = String(valueAt(machine, 'States.Progress.Branches.0.States.ShiftTraffic.Arguments.Actions'));
const testRouting = String(valueAt(machine, 'States.RouteTesters.Arguments.Actions'));

async function evaluated(expression: string, variables: Record<string, unknown>): Promise<unknown> {
  const sent: unknown = await jsonata(expression.replace(/^\{%|%\}$/g, '')).evaluate({}, variables);
  return JSON.parse(JSON.stringify(sent));
}

/** The actions that the state machine sends for a move to this percent. */
async function sentFor(plan: ReturnType<typeof aPlan>, percent: number): Promise<unknown> {
  const move = { stableWeight: 100 - percent, candidateWeight: percent };
  return await evaluated(shifting, { plan, move });
}

describe('ShiftTraffic sends what core reads as the intended percent', () => {
  const stickiness = { Enabled: true, DurationSeconds: 30 };
  const authenticate = { Type: 'authenticate-oidc', Order: 1 };

  it.each([
    ['nothing before the forward', aPlan()],
    ['one leading action and stickiness', aPlan({ leadingActions: [authenticate], stickiness })],
    ['two leading actions', aPlan({ leadingActions: [authenticate, { Type: 'authenticate-cognito', Order: 2 }] })],
  ])('with %s', async (_, plan) => {
    for (const percent of [0, 5, 100]) {
      const sent = await sentFor(plan, percent);
      expect(sent).toEqual(forward(plan, percent));
      expect(weightsOf(sent as ReturnType<typeof forward>)).toEqual(weightsOf(forward(plan, percent)));
    }
  });
});

describe('RouteTesters', () => {
  const forwardOf = (Order: number) => ({
    Type: 'forward',
    Order,
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: greenArn, Weight: 100 },
        { TargetGroupArn: blueArn, Weight: 0 },
      ],
      TargetGroupStickinessConfig: { Enabled: false },
    },
  });
  const login = { Type: 'authenticate-cognito', Order: 1 };

  it.each([
    ['points the test route at the candidate', aPlan({ testLeadingActions: [] }), [forwardOf(1)]],
    ['logs testers in as their rule did', aPlan({ testLeadingActions: [login] }), [login, forwardOf(2)]],
    ['knows no log-in of a plan that does not say', aPlan(), [forwardOf(1)]],
  ])('%s', async (_, plan, expected) => {
    expect(await evaluated(testRouting, { plan })).toEqual(expected);
  });
});
