import type { PlantedFault } from './planted-fault.ts';

const decided = "return (job === 'deployment' ? settled(held, deployment) : undefined) ?? goBack(held, deployment);";

/** What goes wrong when a promotion is taken back, whose record stays promoted. */
export const plantedTakeBacks: readonly PlantedFault[] = [
  {
    id: 'taken-back-unseen',
    breaks: 'F17',
    foundBy: 'a promotion is taken back before it is told',
    file: 'core/deployment/repair.ts',
    from: decided,
    to: `if (job === 'rollback') return { kind: 'record-rollback', because: 'a person took it back' };\n  ${decided}`,
    why: 'the machine that took a promotion back is over, so the promotion is taken for taken back',
  },
  {
    id: 'take-back-dropped',
    breaks: 'F16',
    foundBy: 'who takes a promotion back does not let go',
    file: 'core/deployment/repair.ts',
    from: decided,
    to: `if (job === 'rollback' && held.whole === 'candidate') return { kind: 'release', because: 'every user is on what was promoted' };\n  ${decided}`,
    why: 'users are together on a version that is recorded promoted, so nothing seems to be left to do',
  },
  {
    id: 'stopped-means-taken-back',
    breaks: 'F16',
    foundBy: 'no way back is refused to users who need it',
    file: 'functions/signal-deployment/obstacle.ts',
    from: "if (isAtRest && (await usersOf(needs, plan)) === 'elsewhere')",
    to: 'if (isAtRest)',
    why: 'a promoted lane without tasks is taken for one that was taken back, though the rule still sends it users',
  },
  {
    id: 'trimmed-means-gone',
    breaks: 'F16',
    foundBy: 'no way back is refused to users who need it',
    file: 'functions/signal-deployment/obstacle.ts',
    from: 'if (old.desiredCount === 0)',
    to: 'if (old.desiredCount < plan.stable.desiredCount)',
    why: 'the old lane has a task fewer than it had, so it seems to be no way back any more',
  },
];
