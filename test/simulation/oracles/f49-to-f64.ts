import type { FailureMode } from './failure-mode.ts';

/** Capacity and versions, people, the world around. */
export const f49ToF64: readonly FailureMode[] = [
  {
    id: 'F49',
    failure: 'autoscaling shrinks stable',
    holds:
      'it keeps its size while it is the way back, also in the rollback window, and who serves may scale again afterwards, down to the smallest size from before',
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
    holds: 'none is, until the window is over: neither by Sluice nor by scaling; a person may trim it',
    checks: ['stable is not touched', 'stable keeps its size'],
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
    holds:
      'of the rule only its actions are changed, of stable only its size and what scaling may do to it, and a way back restores these; of the candidate’s lane also the revision and the largest size, which stay',
    checks: ['nothing else is changed', 'back to the snapshot', 'stable is not touched', 'who serves may scale again'],
  },
  {
    id: 'F56',
    failure: 'a lifecycle hook of ECS fails',
    holds: 'there is none to fail: lanes are replaced by plain rolling updates',
    tests: [
      {
        file: 'test/infra/progressive-service.test.ts',
        title: 'is replaced task by task by ECS, which tells of failure and does not go back by itself',
      },
    ],
    open: 'Sluice declares no lifecycle hooks. The test is of the strategy; that the template has none is not asserted, and of one that somebody else adds Sluice knows nothing.',
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
  {
    id: 'F59',
    failure: 'nobody can be notified',
    holds:
      'the first try to go back waits for nobody; a later one in the same machine waits eleven seconds at most for SNS, and the next machine two minutes at most for the one that gave up',
    checks: ['the way back waits for nobody'],
    tests: [
      {
        file: 'test/end-to-end/outages.test.ts',
        title: 'waits a minute longer at most while %s answers nothing',
      },
      {
        file: 'test/end-to-end/outages.test.ts',
        title: 'a rollback that ELB refuses for a while, too, waits eleven seconds at most for a page that hangs',
      },
    ],
  },
  {
    id: 'F60',
    failure: 'the Region is impaired',
    holds: 'weights stay as they were written last, also when nobody of Sluice can work, and never send users to nobody',
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
    holds: 'a deployment touches no other service',
    checks: ['each deployment keeps to its own service'],
    open: 'There are no waves: each service is released by itself, and nothing keeps the next one from starting when one has failed.',
  },
  {
    id: 'F64',
    failure: 'a loop runs away',
    holds:
      'no version that failed is tried again by itself, no execution has more history than its plan was admitted with, and all calls together that AWS answered stay within a budget',
    checks: ['a failed version is not tried again by itself', 'calls stay within their budget'],
  },
];
