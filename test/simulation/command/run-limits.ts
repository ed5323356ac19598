/** Seeds are those of the random numbers, of which the lowest 32 bits count: a larger one would repeat another. */
export const lastSeed = 2 ** 32 - 1;

/** What a page shows needs so many: the p99 of fewer is no more than their largest. */
export const writtenSeedsMin = 100;
