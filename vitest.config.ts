import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const endToEnd = 'test/end-to-end/**/*.test.ts';

export default defineConfig({
  test: {
    // Vitest would leave one core idle; on two cores that is half the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'parts', include: ['test/**/*.test.ts'], exclude: [endToEnd] } },
      // Synthesizes what is shipped once for all its files, and only when one of them runs. Each test has a world of its own, so files
      // may share their modules, which take longer to load than a test runs.
      {
        extends: true,
        test: {
          name: 'end-to-end',
          include: [endToEnd],
          isolate: false,
          testTimeout: 90_000,
          globalSetup: 'test/end-to-end/synthesize.ts',
        },
      },
    ],
  },
});
