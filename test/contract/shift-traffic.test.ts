import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { forward, weightsOf } from '../../core/deployment/traffic.ts';
import { valueAt } from '../../core/input.ts';
import { aPlan } from '../core/builders.ts';

const machine: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../statemachines/deployment.asl.json'), 'utf8'));
const expression = String(valueAt(machine, 'States.Progress.Branches.0.States.ShiftTraffic.Arguments.Actions'));

/** The actions that the state machine sends for a move to this percent. */
async function sentFor(plan: ReturnType<typeof aPlan>, percent: number): Promise<unknown> {
  const move = { stableWeight: 100 - percent, candidateWeight: percent };
  const sent: unknown = await jsonata(expression.replace(/^\{%|%\}$/g, '')).evaluate({}, { plan, move });
  return JSON.parse(JSON.stringify(sent));
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
