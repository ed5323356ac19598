import type { PlantedFault } from './planted-fault.ts';

const file = 'core/deployment/scaling.ts';

/** Mistakes about what scaling may do to a lane, and how large it is left. */
export const plantedSizes: readonly PlantedFault[] = [
  {
    id: 'no-smallest-size',
    breaks: 'F49',
    foundBy: 'who serves may scale again',
    file,
    from: 'restoredScaling: [stable, ...idle].map(asLargeAsMayBe)',
    to: 'restoredScaling: [{ ...stable, MinCapacity: 0 }, ...idle].map(asLargeAsMayBe)',
    why: 'what was suspended is given back, and with it a lane that may go to nothing',
  },
  {
    id: 'small-old-lane',
    breaks: 'F49',
    foundBy: 'stable keeps its size',
    file,
    from: '[{ ...stable, ResourceId: candidate.ResourceId }, atRest(stable)].map(asLargeAsMayBe)',
    to: '[{ ...stable, ResourceId: candidate.ResourceId }, { ...atRest(stable), MaxCapacity: 1 }]',
    why: 'after a promotion nobody uses the old lane, so one task of it is enough',
  },
  {
    id: 'as-large-as-it-was',
    breaks: 'F55',
    foundBy: 'nothing else is changed',
    file,
    from: 'holdScaling: [growOnly(stable), ...idle].map(asLargeAsMayBe),',
    to: 'holdScaling: [growOnly(stable), ...idle],',
    why: 'somebody may have raised the largest size of stable since it was read, and a release takes that back',
  },
];
