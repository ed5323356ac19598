import type { FailureMode } from './failure-mode.ts';

/** Metrics and the judge. */
export const f33ToF48: readonly FailureMode[] = [
  {
    id: 'F33',
    failure: 'metrics are late or corrected',
    holds: 'a window is judged only once it is over by the lag, and again when its figures change',
    tests: [
      {
        file: 'test/core/analysis/read-window.test.ts',
        title: 'begins with the first users, and ends before now by the lag of metrics',
      },
      { file: 'test/core/analysis/read-window.test.ts', title: 'reads the last 15 minutes again, and all that one of the metrics lacks' },
      { file: 'test/core/analysis/changed-since.test.ts', title: 'is the begin of the earliest block that is new or corrected' },
    ],
  },
  {
    id: 'F34',
    failure: 'metrics are missing',
    holds: 'what could not be read is never safe',
    tests: [
      {
        file: 'test/core/analysis/judge.properties.test.ts',
        title: 'calls nothing safe that it could not read, and nothing without enough requests',
      },
    ],
  },
  {
    id: 'F35',
    failure: 'a figure is not finite',
    holds: 'every input has an answer, and it is never safe by accident',
    tests: [
      { file: 'test/core/analysis/judge.properties.test.ts', title: 'has an answer to all numbers, one that JSON can hold' },
      { file: 'test/core/analysis/judge.properties.test.ts', title: 'calls no metric safe that has a number which is not finite' },
    ],
  },
  {
    id: 'F36',
    failure: 'the judge throws',
    holds: 'a look that never works ends on stable',
    tests: [{ file: 'test/statemachines/deployment.test.ts', title: 'ends on stable when %s never works' }],
  },
  {
    id: 'F37',
    failure: 'CloudWatch answers in part',
    holds: 'all pages are read, and what is not complete is missing',
    tests: [
      {
        file: 'test/adapters/metrics/cloudwatch-source.test.ts',
        title: 'page by page; the last one says whether a series is complete',
      },
    ],
  },
  {
    id: 'F38',
    failure: 'a metric counts the wrong lane',
    holds: 'counts that do not fit the weights are doubted, and nothing is safe by them',
    tests: [
      { file: 'test/core/analysis/share-check.test.ts', title: 'doubts counts that are off by a factor of three' },
      {
        file: 'test/core/analysis/judge.test.ts',
        title: 'warns of an uneven share, and calls nothing safe by the metrics of both lanes',
      },
    ],
  },
  {
    id: 'F39',
    failure: 'an alarm is deleted or silenced',
    holds: 'no way forward without it',
    checks: ['no way forward without the guard’s alarms'],
    tests: [{ file: 'test/end-to-end/alarm-latch.test.ts', title: '%s: the deployment goes back' }],
  },
  {
    id: 'F40',
    failure: 'there is no data when the bake is over',
    holds: 'it is waited for, and then gone back',
    tests: [{ file: 'test/core/deployment/decide-move.test.ts', title: 'rolls back when patience is spent' }],
  },
  {
    id: 'F41',
    failure: 'there is too little traffic',
    holds: 'users move on evidence, not on minutes: on requests since they were last sent there',
    checks: ['users move on evidence'],
  },
  {
    id: 'F42',
    failure: 'looking often inflates errors',
    holds: 'the measured rate of false rollbacks stays below the promised one',
    tests: [
      {
        file: 'test/core/analysis/judge.properties.test.ts',
        title: 'stay below $alpha at the boundary, at every look, in $steps steps with a tolerance of $tolerance',
      },
    ],
  },
  {
    id: 'F43',
    failure: 'an incident hits both lanes',
    holds: 'the candidate is not blamed, nobody is promoted, people are called',
    tests: [
      {
        file: 'test/end-to-end/judgement.test.ts',
        title: 'holds the step and calls people once: neither lane is blamed, and nobody is moved',
      },
    ],
  },
  {
    id: 'F44',
    failure: 'stable itself is broken',
    holds: 'users of a healthy candidate are not sent back into it',
    tests: [
      {
        file: 'test/statemachines/rollback-branch.test.ts',
        title: 'sends nobody from a candidate that is healthy to a stable that is not',
      },
    ],
  },
  {
    id: 'F45',
    failure: 'the candidate starts cold',
    holds: 'its warm-up is left out',
    tests: [{ file: 'test/core/analysis/judged-blocks.test.ts', title: 'leaves out what began before the first users, and their warm-up' }],
  },
  {
    id: 'F46',
    failure: 'a cookie keeps users on a lane',
    holds: 'no rule keeps them longer than a minute',
    checks: ['nobody is kept on a lane'],
  },
  {
    id: 'F47',
    failure: 'errors come in bursts',
    holds: 'the spread of stable’s errors is measured, and up to twice as bad is allowed for',
    tests: [
      {
        file: 'test/core/analysis/comparison.test.ts',
        title: 'waits where stable’s errors come in bursts, and takes back where as many come evenly',
      },
    ],
    open: 'The promise of F42 does not hold there: bursts take back many more good versions than that, as the table of `docs/judge/README.md` measures; `baseline: paired` is there for such services.',
  },
  {
    id: 'F48',
    failure: 'a lane gets another share than its weight',
    holds: 'observed counts are judged, and an uneven share is told',
    tests: [
      { file: 'test/core/analysis/share-check.test.ts', title: 'is uneven beyond half as much again, or half' },
      {
        file: 'test/core/analysis/judge.test.ts',
        title: 'warns of an uneven share, and calls nothing safe by the metrics of both lanes',
      },
    ],
  },
];
