import type { FailureMode } from './failure-mode.ts';

/** Metrics and the judge, capacity and versions, people, the world around. */
export const f33ToF64: readonly FailureMode[] = [
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
    holds: 'users move on evidence, not on minutes',
    checks: ['users move on evidence'],
  },
  {
    id: 'F42',
    failure: 'looking often inflates errors',
    holds: 'the measured rate of false rollbacks stays below the promised one',
    tests: [
      {
        file: 'test/core/analysis/judge.properties.test.ts',
        title: 'stay below alpha at the boundary, at every look, in $steps steps with a tolerance of $tolerance',
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
    holds: 'the spread of stable’s errors is measured and allowed for',
    tests: [{ file: 'test/core/analysis/comparison.test.ts', title: 'takes nobody back by chance where stable’s errors come in bursts' }],
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
  {
    id: 'F49',
    failure: 'autoscaling shrinks stable',
    holds: 'it keeps its size while it is the way back, and may scale again afterwards',
    checks: ['stable keeps its size', 'who serves may scale again'],
  },
  {
    id: 'F50',
    failure: 'there is no capacity',
    holds: 'the wait ends, and stable was not touched',
    checks: ['a launch is not waited for without end', 'stable is not touched'],
  },
  {
    id: 'F51',
    failure: 'the way back needs capacity that was released',
    holds: 'none is, until the window is over',
    checks: ['stable is not touched'],
  },
  {
    id: 'F52',
    failure: 'a tag moves between canary and all',
    holds: 'what was judged is what runs',
    checks: ['what was judged is what runs'],
  },
  {
    id: 'F53',
    failure: 'an old revision or image is deleted',
    holds: 'Sluice destroys none',
    checks: ['no revision or image is destroyed'],
    open: 'That ECR or a person deletes what stable runs is not prevented, and noticed in part: admission refuses when the revision of stable cannot be read, and does not look for its image. Later neither is looked at, and without its image no task of stable that stops is replaced.',
  },
  {
    id: 'F54',
    failure: 'the schema does not fit both versions',
    holds: 'a step that cannot be taken back needs approval and says so',
    open: 'Sluice knows nothing of schemas or data. A step can ask for approval; that a plan cannot be taken back cannot be declared.',
  },
  {
    id: 'F55',
    failure: 'ports or health checks change too',
    holds: 'nothing is changed that a way back would not restore',
    checks: ['nothing else is changed'],
  },
  {
    id: 'F56',
    failure: 'a lifecycle hook of ECS fails',
    holds: 'its time-out goes back',
    open: 'Sluice uses no lifecycle hooks: the lanes are replaced by plain rolling updates, which a test of the template asserts.',
  },
  {
    id: 'F57',
    failure: 'ECS continues where it was not told to stop',
    holds: 'Sluice never calls it',
    checks: ['nothing else is changed'],
  },
  {
    id: 'F58',
    failure: 'an approval is late, or sent again',
    holds: 'it is of one step of one deployment, and it is heard',
    checks: ['no step without its approval', 'an approval is heard'],
  },
  { id: 'F59', failure: 'nobody can be notified', holds: 'the way back waits for nobody', checks: ['the way back waits for nobody'] },
  {
    id: 'F60',
    failure: 'the Region is impaired',
    holds: 'weights stay as they are, also when nobody of Sluice can work',
    checks: ['weights change only when somebody writes them'],
    tests: [{ file: 'test/end-to-end/lost-reconciler.test.ts', title: 'leaves users where they are, and two alarms page' }],
    open: 'The check looks at the modelled load balancer, which follows the rule and nothing else. That the one of AWS does when its API is impaired is the word of AWS.',
  },
  {
    id: 'F61',
    failure: 'the control plane deploys a bad version of itself',
    holds: 'no deployment that goes on is harmed, and the next one gives its candidate no users',
    tests: [
      {
        file: 'test/end-to-end/control-plane-updates.test.ts',
        title: 'with code that cannot be loaded harms no deployment that goes on, and gives the next one no users',
      },
    ],
  },
  {
    id: 'F62',
    failure: 'a permission is revoked',
    holds: 'a way back that is stuck calls a person',
    checks: ['a stuck way back calls a person'],
    open: 'Nothing looks at the permissions before a deployment begins: one that is missing shows at the call that needs it.',
  },
  {
    id: 'F63',
    failure: 'one of a wave fails',
    holds: 'the next wave does not start',
    checks: ['each deployment keeps to its own service'],
    open: 'There are no waves: each service is released by itself, and a deployment touches no other service.',
  },
  {
    id: 'F64',
    failure: 'a loop runs away',
    holds: 'nothing is tried again by itself, and calls stay within a budget',
    checks: ['a failed version is not tried again by itself', 'calls stay within their budget'],
  },
];
