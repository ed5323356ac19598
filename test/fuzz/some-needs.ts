import { memoryLedger } from '../../adapters/ledger/memory-ledger.ts';
import type { Progressing } from '../../core/deployment/move.ts';
import type { LaneFacts } from '../../core/deployment/readiness.ts';
import { valueAt } from '../../core/input.ts';
import { admittedAt, aLane, aPlan, aProgressing, aService, digest, secondsLater, someActions } from '../core/builders.ts';
import { anAdmitted } from '../functions/an-admitted.ts';
import { fakeExecutions } from '../functions/fake-executions.ts';
import { watchedLedger } from './watched-ledger.ts';

const plan = aPlan();

/** Every service that somebody declared. Of the second, nothing was ever released. */
const declared: ReadonlySet<unknown> = new Set(['orders', 'mail']);

/** In progress, its step 1 waits for a person. */
export const deployment: Progressing = aProgressing({
  plan: { ...plan, steps: plan.steps.map((step, index) => ({ ...step, approval: index === 1 })) },
});

/** What happened outside in one case: every write, every execution, every answer, every event and page, in order. */
export interface Effects {
  readonly written: readonly (readonly unknown[])[];
  readonly started: readonly unknown[];
  readonly answers: readonly unknown[];
  readonly announced: readonly unknown[];
}

/** A ledger with one guarded deployment and everything that use cases act on, all of it recorded. */
export async function aWatchedWorld() {
  const kept = memoryLedger();
  await anAdmitted(kept, deployment);
  await kept.registerToken(deployment.id, { kind: 'guard' }, 'guard-1', admittedAt);
  const { ledger, written } = watchedLedger(kept);
  const { executions, started, answers } = fakeExecutions();
  const announced: unknown[] = [];
  const effects: Effects = { written, started, answers, announced };
  const facts: LaneFacts = aLane();
  return {
    effects,
    kept,
    parts: {
      ledger,
      executions,
      announcer: { announce: async (event: object) => void announced.push(event) },
      lanes: { read: async () => facts },
      rules: { actions: async () => someActions(100, 0) },
      catalogue: {
        declared: async (name: string) => (name === 'orders' ? aService({ taskDefinition: 'orders:7' }) : undefined),
        declaration: async (name: string) =>
          name === 'orders' ? { service: aService({ taskDefinition: 'orders:7' }), at: secondsLater(60), version: 2 } : undefined,
        servicesOf: async (repository: string) => (repository === 'orders' ? ['orders'] : []),
      },
      images: {
        digestOf: async (_: string, reference: string) =>
          reference === '1.43.0' || reference === digest ? ({ kind: 'found', digest } as const) : ({ kind: 'missing' } as const),
      },
      isDeclared: async (name: string) => declared.has(name),
      now: () => secondsLater(180),
    },
  };
}

/** True when nothing outside has changed. */
export function isUntouched({ written, started, answers, announced }: Effects): boolean {
  return written.length + started.length + answers.length + announced.length === 0;
}

/** True when all that happened outside is that a person was told of a refusal, and that it waits for a declared service's next deployment. */
export function isOnlyTold({ written, started, answers, announced }: Effects): boolean {
  const types = announced.map((event) => valueAt(event, 'type'));
  const isKept = written.every(([operation, service]) => operation === 'abortUnbegun' && declared.has(service));
  return isKept && started.length + answers.length === 0 && ['RequestRefused', 'DeploymentRefused'].includes(types.join());
}

/** Characters of all that was written, sent and announced. */
export function sizeOf(effects: Effects): number {
  return JSON.stringify(effects).length;
}
