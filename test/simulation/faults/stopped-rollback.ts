import { request } from './ask-back.ts';
import type { FaultKind } from './fault.ts';
import { onPromotion } from './on-promotion.ts';

/** A promotion is asked back within this time: rollback windows are longer. */
const askedBackSeconds = 60;

/** A machine makes its first calls at once: the first waits this long, or somebody who stops it would always come after it wrote the rule. */
const firstCallSeconds = 5;

/** The record of a promotion stays as it is, and its own machine waits: the lease alone says that somebody wants it back. */
export const stoppedRollback: FaultKind = {
  name: 'stopped-rollback',
  about:
    'somebody takes back what is promoted, and the execution that does it is stopped within seconds, before it sends users back or after; half of the campaigns lose the event of it; intensity is not used',
  isPatient: true,
  begin: ({ sim, campaign, random, count }) => {
    const isHeard = random() < 0.5;
    const rollback = `rollback-${campaign.service}-`;
    let stopped: string | undefined;
    const ask = (): void => sim.after(askedBackSeconds * 1_000 * random(), () => request({ sim, campaign }, 'RollbackRequested'));
    const running = () => sim.restores().find(({ request: { name }, outcome }) => outcome === undefined && name.startsWith(rollback));
    const stop = (): void => {
      const { name, executionArn } = running()?.request ?? {};
      if (executionArn === undefined) return;
      count(`${name} stopped`);
      void sim.world.aws.call('SFN', 'StopExecution', { executionArn, cause: 'a person' }, { roleArn: 'local' });
    };
    const hear = onPromotion({ sim, campaign }, ask);
    return {
      call: (call) => {
        hear(call);
        const own = running()?.request;
        if (own === undefined || own.name === stopped || own.roleArn !== call.caller.roleArn) return undefined;
        stopped = own.name;
        sim.after(2 * firstCallSeconds * 1_000 * random(), stop);
        return { delayMs: firstCallSeconds * 1_000 };
      },
      arrivals: ({ event: { detail } }) => {
        const { status, name = '' } = detail as { readonly status?: string; readonly name?: string };
        return !isHeard && status === 'ABORTED' && name.startsWith(rollback) ? [] : undefined;
      },
    };
  },
};
