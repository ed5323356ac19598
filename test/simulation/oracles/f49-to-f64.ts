import type { FailureMode } from './failure-mode.ts';

/** Capacity and versions, people, the world around. */
export const f49ToF64: readonly FailureMode[] = [
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
    holds: 'a function that machines call harms no deployment that goes on, and gives the next one no users',
    tests: [
      {
        file: 'test/end-to-end/control-plane-updates.test.ts',
        title: 'with a next-step that cannot be loaded harms no deployment that goes on, and gives the next one no users',
      },
      {
        file: 'test/end-to-end/newest-code.test.ts',
        title: 'leaves an alarm unheard until the next look, which takes the deployment back; its queue pages',
      },
    ],
    open: '`signal-deployment`, `reconcile` and `sweep` are always the newest code (decision 0012). While the first cannot be loaded, alarms wait for the next look, and what people ask for is not heard; while the other two cannot, nobody takes back a lost execution. Both page. That is of code which cannot be loaded: nothing finds code that loads and decides wrongly.',
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
