import { afterGrowth, firstOfGrowth, growStable } from './grow-stable.ts';
import { leaveUnlaunched } from './leave-unlaunched.ts';

interface State {
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
}

interface Definition {
  readonly States: Readonly<Record<string, State>>;
  readonly [field: string]: unknown;
}

/** The machine reaches the branch with these variables set; `restore` sets them from its input `{ plan, failure }`. */
const loadPlan = {
  Type: 'Pass',
  Comment: 'The plan as the ledger keeps it, in the variables that the rollback branch reads.',
  Assign: {
    plan: '{% $states.input.plan %}',
    failure: '{% $states.input.failure %}',
    restoreTries: 0,
    silentReads: 0,
    holdTries: 0,
    stopTries: 0,
    drainedSeconds: 0,
    scalingHeld: false,
    // Once users are taken back, a candidate that may be running is stopped.
    launched: true,
    usersOn: 'unread',
    lookedAgain: false,
    restored: false,
    warned: false,
    observed: [],
  },
  Next: firstOfGrowth,
};

/** A deployment that was rolled back did not do what it was started for, and fails; a restore that got here did. */
const restored = {
  Type: 'Succeed',
  Comment: 'Users are on stable, confirmed twice, and the candidate is stopped; or nothing was launched, and scaling is given back.',
};

/** What comes before the rollback branch. */
export const beforeTheBranch = { ...growStable, ...leaveUnlaunched(afterGrowth, 'RestoreScaling') };

/**
 * The machine that the reconciler starts when a deployment's own execution is gone: the states of the rollback branch, taken from
 * the same text, so that there is one way back and not two. A promotion that a person takes back may need a larger stable first, and a
 * deployment that launched nothing leaves weights and lanes as they are. Input: `{ plan, failure: { Error, Cause } }`.
 *
 * @param deploymentText the text of `deployment.asl.json`
 */
export function restoreDefinition(deploymentText: string): string {
  const deployment = JSON.parse(deploymentText) as Definition;
  const branch = reachable(deployment.States, afterGrowth);
  const states = Object.fromEntries(Object.entries(deployment.States).filter(([name]) => branch.has(name)));
  return JSON.stringify({
    ...deployment,
    Comment: 'Makes the traffic of one service whole again: the rollback branch of the deployment machine, on its own.',
    StartAt: 'LoadPlan',
    States: { LoadPlan: loadPlan, ...beforeTheBranch, ...states, RolledBack: restored },
  });
}

function reachable(states: Definition['States'], from: string, seen = new Set<string>()): Set<string> {
  const state = states[from];
  if (state === undefined || seen.has(from)) return seen;
  seen.add(from);
  for (const next of nextOf(state)) reachable(states, next, seen);
  return seen;
}

function nextOf(state: State): string[] {
  const choices = [...(state.Choices ?? []), ...(state.Catch ?? [])].map((choice) => choice.Next);
  return [state.Next, state.Default, ...choices].filter((name) => name !== undefined);
}
