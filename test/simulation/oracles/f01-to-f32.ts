import type { FailureMode } from './failure-mode.ts';

/** Triggers, leases, traffic, the way back, the machines themselves. */
export const f01ToF32: readonly FailureMode[] = [
  {
    id: 'F01',
    failure: 'an event is delivered twice',
    holds: 'one trigger starts at most one deployment',
    checks: ['one deployment per trigger'],
  },
  {
    id: 'F02',
    failure: 'events come out of order',
    holds: 'what is over stays over, whatever comes late, and nothing from before a deployment ends it',
    checks: ['what is over stays over', 'what was before it ends no deployment'],
    tests: [
      {
        file: 'test/functions/signal-deployment/signal-deployment.test.ts',
        title: 'ignores an alarm from before the deployment had its lease, clock skew allowed for',
      },
    ],
  },
  {
    id: 'F03',
    failure: 'an event is lost',
    holds: 'the sweep gets there without it',
    checks: ['nothing waits for a lost event', 'every deployment ends'],
    open: 'of an execution that ended before its deployment was admitted, and has no lease, only the event of its end tells: when that is lost, nobody is told that nothing began. And an alarm whose event is lost is found by the next look of its machine, a minute away in a bake, and up to half an hour in a hold or while somebody is asked to approve',
  },
  {
    id: 'F04',
    failure: 'two deployments of one service start at once',
    holds: 'at most one may move its users',
    checks: ['one deployment at a time'],
  },
  { id: 'F05', failure: 'an alarm rings already', holds: 'no deployment starts', checks: ['no start while an alarm rings'] },
  {
    id: 'F06',
    failure: 'an alarm rings and is quiet before anybody looks',
    holds: 'it ends the deployment all the same, and at once when its event comes',
    checks: ['an alarm that rang ends the deployment', 'what ends a deployment is heard at once'],
  },
  {
    id: 'F07',
    failure: 'an alarm and a promotion race',
    holds: 'the alarm wins, and once the way back began nothing leads forward',
    checks: [
      'a signal beats a promotion',
      'a guard that begins late hears of it',
      'a shift that lands late is undone',
      'nothing is launched that was called off',
      'what was asked for before a person’s no does not begin after it',
      'the way back is not left again',
    ],
  },
  { id: 'F08', failure: 'a crash between the act and its record', holds: 'the intent was recorded before', checks: ['intent before act'] },
  {
    id: 'F09',
    failure: 'weights act late',
    holds: 'the old lane is kept until nobody uses it, by whatever rule',
    checks: ['the old lane is kept until nobody uses it'],
    tests: [
      {
        file: 'test/functions/claim-retirement/claim-retirement.test.ts',
        title: 'keeps the old lane while requests reach it all the same, and says since when',
      },
    ],
  },
  {
    id: 'F10',
    failure: 'a change of the rule is throttled for minutes',
    holds: 'no step is left, the last one before the promotion neither, that users did not really have for its whole bake',
    checks: ['each step from the one before'],
  },
  { id: 'F11', failure: 'weights are malformed', holds: 'none such is ever written', checks: ['well-formed weights'] },
  {
    id: 'F12',
    failure: 'a lane has no healthy target',
    holds:
      'nobody is sent there, as far as ELB answers, or else ECS shows no task, unless no lane has one: then, and when neither answers, users go back all the same',
    checks: ['room before users', 'users are never sent to an empty lane', 'no way back from healthy targets to none'],
  },
  {
    id: 'F13',
    failure: 'a stack update resets the weights',
    holds: 'one that would is refused while a deployment runs, and foreign weights are not fought',
    checks: ['foreign weights are not fought'],
    tests: [
      {
        file: 'test/end-to-end/stack-updates.test.ts',
        title: 'with a changed task definition leaves weights, revisions and sizes as they were moved',
      },
      { file: 'test/end-to-end/stack-updates.test.ts', title: 'that would write the lanes is refused, and changes nothing' },
    ],
  },
  {
    id: 'F14',
    failure: 'a person edits the rule',
    holds: 'the deployment freezes and calls a person, and says where to find who it was',
    checks: ['foreign weights call a person', 'only foreign weights are called foreign'],
    tests: [
      {
        file: 'test/functions/reconcile/watch-running.test.ts',
        title: 'page once, with what is there, what was intended, who to ask for and what to do',
      },
    ],
  },
  {
    id: 'F15',
    failure: 'the way back is made from what is new',
    holds: 'it is a snapshot from before the first change',
    checks: ['back to the snapshot'],
  },
  {
    id: 'F16',
    failure: 'a call of the way back fails',
    holds: 'it ends on stable, or SNS was asked to call a person',
    checks: [
      'a way back ends on stable or with a person',
      'a person’s request is answered',
      'no way back is refused to users who need it',
      'who takes a promotion back does not let go',
      'nobody meets a version that was rolled back',
      'a good version serves in the end',
    ],
  },
  {
    id: 'F17',
    failure: 'a rollback is reported that did not happen',
    holds: 'a final status is what is there',
    checks: ['a final status is what is there', 'a promotion is taken back before it is told', 'promoted only by decision'],
  },
  {
    id: 'F18',
    failure: 'tasks of the candidate are left over',
    holds:
      'two minutes after a rollback was recorded, or a promotion was undone, nothing of it is left; after `needs-human` that is left to the person',
    checks: ['nothing of a candidate is left'],
  },
  {
    id: 'F19',
    failure: 'the candidate is stopped before its users left',
    holds: 'it is drained first',
    checks: ['the candidate is drained before it is stopped'],
  },
  {
    id: 'F20',
    failure: 'a person stops the execution',
    holds: 'traffic does not stay split: two sweeps and a restore later users are whole',
    checks: ['no split traffic without its machine'],
    tests: [
      { file: 'test/simulation/crash-matrix/crash-matrix.test.ts', title: 'leaves users whole in every cell that the suite runs' },
      { file: 'test/end-to-end/lost-reconciler.test.ts', title: 'is taken back by the other; who fails or falls silent pages: $gone' },
    ],
  },
  {
    id: 'F21',
    failure: 'the reconciler or the sweep fails too',
    holds:
      'the other takes traffic back; who fails, or a sweep that falls silent, pages, a lost event of the reconciler does not; without both, silence pages and users stay where they are',
    tests: [
      { file: 'test/end-to-end/lost-reconciler.test.ts', title: 'is taken back by the other; who fails or falls silent pages: $gone' },
      { file: 'test/end-to-end/lost-reconciler.test.ts', title: 'leaves users where they are, and two alarms page' },
    ],
  },
  {
    id: 'F22',
    failure: 'the history of an execution is full',
    holds:
      'no plan is admitted that could fill it, retries apart: a fifth of the history is left for those, and an execution that fills it all the same fails, and is taken back like one that was stopped',
    tests: [
      { file: 'test/core/deployment/history-budget.test.ts', title: 'counts at least what any deployment can cause' },
      { file: 'test/end-to-end/full-history.test.ts', title: 'fails, and is taken back like one that was stopped' },
    ],
  },
  {
    id: 'F23',
    failure: 'a step is repeated or redriven',
    holds: 'it undoes none',
    checks: ['never back and forth'],
    tests: [
      {
        file: 'test/statemachines/deployment.test.ts',
        title: 'changes AWS in no state of a redriven execution: its plan may be older than what serves now',
      },
    ],
    open: 'The simulator repeats steps, and redrives no execution: that a redriven one changes nothing is asserted of the text of each state.',
  },
  {
    id: 'F24',
    failure: 'the control plane is deployed in mid-flight',
    holds: 'the old machine, and the old functions that it calls, finish what they began',
    tests: [
      {
        file: 'test/end-to-end/control-plane-updates.test.ts',
        title: 'lets the old code and the old machine finish what they began; the next deployment has the new ones',
      },
    ],
    open: 'Events and schedules reach the newest code: `signal-deployment`, `reconcile` and `sweep` look after what older code began (decision 0012). The simulator updates them in mid-flight to a version that does the same; policies are those of the last update.',
  },
  {
    id: 'F25',
    failure: 'a function dies after its effect',
    holds: 'the repeated call comes to the same',
    tests: [
      { file: 'test/contract/ledger-faults.test.ts', title: '%s: killed before or after any of its calls, it comes to the same' },
      { file: 'test/simulation/crash-matrix/crash-matrix.test.ts', title: 'leaves users whole in every cell that the suite runs' },
    ],
  },
  { id: 'F26', failure: 'a function is invoked twice', holds: 'what it does is on record once', checks: ['each fact is logged once'] },
  {
    id: 'F27',
    failure: 'one record of a batch fails',
    holds: 'nothing is taken in batches: one bad event keeps no other waiting',
    tests: [{ file: 'test/end-to-end/outages.test.ts', title: 'pages from the queue, and keeps no other event waiting' }],
  },
  {
    id: 'F28',
    failure: 'the bus refuses an event inside an answer of 200',
    holds: 'it is sent until it is taken: each promotion, each rollback, each refusal and each promotion that was taken back',
    checks: ['every end is announced', 'every deployment ends'],
    tests: [{ file: 'test/adapters/announcer.test.ts', title: 'sends again what EventBridge refused inside an answer of 200' }],
  },
  {
    id: 'F29',
    failure: 'the ledger is throttled',
    holds: 'nothing is changed that is not on record',
    checks: ['on record before anything is changed', 'the plan on record is the one that is followed'],
  },
  {
    id: 'F30',
    failure: 'a read is stale',
    holds: 'decisions read what is written',
    checks: ['decisions read what is written'],
    open: 'Whom an alarm, a stopped task or a failed launch concerns is found in the index `held`, which follows its table in a moment: a deployment that it does not show yet does not hear of the event, and finds what it told of at its next look (decision 0005).',
  },
  { id: 'F31', failure: 'a lock expires under its holder', holds: 'no lease runs out', checks: ['users move under a lease'] },
  {
    id: 'F32',
    failure: 'clocks disagree',
    holds: 'a bake, the last one too, is shorter by at most the few seconds that clocks may differ',
    checks: ['each step from the one before'],
  },
];
