import type { Caller } from '../../../local/aws/aws-calls.ts';
import type { Simulated } from '../world/simulated.ts';

/** The part of Sluice that makes a call: a function, or a state machine. */
export interface Actor {
  readonly kind: 'function' | 'machine';
  /** As deployed: `sluice-next-step`, `sluice-deployment`. */
  readonly name: string;
}

/** Answers who a caller is; undefined for people, the world itself and AWS services that deliver something. */
export function callersOf({ world }: Simulated): (caller: Caller) => Actor | undefined {
  const known = new Map<string, Actor>(world.lambda.functions().map(({ name, roleArn }) => [roleArn, { kind: 'function', name }] as const));
  return ({ roleArn }) => {
    const actor = known.get(roleArn);
    if (actor !== undefined) return actor;
    // A machine is known by the role of its executions: one that calls has one.
    const execution = world.stepFunctions.executions().find(({ request }) => request.roleArn === roleArn);
    if (execution === undefined) return undefined;
    const machine: Actor = { kind: 'machine', name: execution.request.machineName };
    known.set(roleArn, machine);
    return machine;
  };
}
