import type { PlantedFault } from './planted-fault.ts';

/** What goes wrong once a deployment is over, or nearly, and somebody else has to see to it. */
export const plantedAfterTheEnd: readonly PlantedFault[] = [
  {
    id: 'stopped-is-running',
    breaks: 'F20',
    file: 'functions/reconcile/look-up.ts',
    from: "return status === 'running' || status === 'pending-redrive';",
    to: "return status !== 'failed' && status !== 'succeeded';",
    why: 'an execution that somebody stops has neither failed nor succeeded',
  },
  {
    id: 'paid-before-it-was-sent',
    breaks: 'F28',
    file: 'functions/reconcile/resend-announcements.ts',
    from: 'await announcer.announce(event);',
    to: 'await ledger.paid(key, now()); await announcer.announce(event);',
    why: 'an event is struck off the list so that nobody hears it twice',
  },
  {
    id: 'restored-but-held',
    breaks: 'F49',
    file: 'statemachines/deployment.asl.json',
    from: '"Items": "{% [$plan.restoredScaling] %}"',
    to: '"Items": "{% [$plan.holdScaling] %}"',
    why: 'users are back, and what was held for them stays held',
  },
  {
    id: 'promoted-but-held',
    breaks: 'F49',
    foundBy: 'who serves may scale again',
    file: 'statemachines/deployment.asl.json',
    from: "$move.kind = 'promote' and $count($plan.promotedScaling) > 0",
    to: "$move.kind = 'promote' and $count($plan.promotedScaling) > 99",
    why: 'the new lane has the users, and the old one still has their scaling',
  },
  {
    id: 'refused-in-silence',
    breaks: 'F16',
    foundBy: 'a person’s request is answered',
    file: 'functions/signal-deployment/signal-deployment.ts',
    from: "if (decided.kind === 'refused') await",
    to: "if (decided.kind === 'refused' && leases.length > 9) await",
    why: 'the log says why a person’s request had no effect',
  },
  {
    id: 'retired-though-taken-back',
    breaks: 'F51',
    file: 'functions/claim-retirement/claim-retirement.ts',
    from: '.taskDefinitionArn === promotedRevision) return undefined;',
    to: ".taskDefinitionArn !== '') return undefined;",
    why: 'a lane that nobody reaches is needed by nobody',
  },
];
