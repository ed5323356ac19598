import type { FoundBug } from './found-bug.ts';

/** Bugs that broke one of the failure modes F01 to F32, oldest first. */
export const bugsF01ToF32: readonly FoundBug[] = [
  {
    breaks: 'F28',
    shownBy: '--seed 11, and 16, 19, 43, 45, 48 of the first 60',
    whatHappened: 'a rollback was recorded, the announcement failed until its tries were over, and nobody was ever told',
    mended: 'announcements that the bus does not take are owed in the ledger and sent until it does',
    test: {
      file: 'test/end-to-end/outages.test.ts',
      title: 'deployments begin, end and give their lease back as ever; the bus hears of them, once each, when it is back',
    },
  },
  {
    breaks: 'F28',
    shownBy: '--seed 19',
    whatHappened: 'the ledger was throttled between the record of an end and its announcement; the reconciler gave the lease back, untold',
    mended: 'the lease goes last, and whoever finds a lease that outlived its deployment tells its end again',
    test: {
      file: 'test/functions/reconcile/reconcile.test.ts',
      title: 'releases the lease of a deployment that is %s, once its end is told',
    },
  },
  {
    breaks: 'F19',
    shownBy: '--seed 20212',
    whatHappened: 'load balancers followed the restored weights 38 s late, and the candidate was stopped 3 s after its last user',
    mended: 'the drain is a minute longer than requests take',
    test: {
      file: 'test/core/deployment/admission.test.ts',
      title: 'drains for the longer deregistration delay, or the stickiness, and a margin',
    },
  },
  {
    breaks: 'F10',
    shownBy: 'bench:rollback -- --seeds 20, seeds 1 to 20 of each cause',
    whatHappened:
      'with half of all calls refused, a crash took up to 140 s to become a rollback: the signal failed and Lambda tried it again a minute later',
    mended: 'events are tried again within their invocation',
    test: { file: 'test/end-to-end/outages.test.ts', title: 'has users back within seconds, once it does' },
  },
  {
    breaks: 'F12',
    shownBy: '--seed 492',
    whatHappened:
      'a try to go back found stable empty and left users on a candidate that served them; ELB did not answer the next try, which went back all the same: users were sent to nobody',
    mended: 'who gets no answer of ELB asks ECS, and sends nobody to a stable without a task while the candidate has some',
    test: { file: 'test/end-to-end/unseen-stable.test.ts', title: 'restores send nobody there until it runs again' },
  },
  {
    breaks: 'F25',
    shownBy: '--crash-matrix, which has no seeds',
    whatHappened: 'a function whose sandbox died ended a deployment: its error was not among those that are tried again',
    mended: 'Runtime.ExitError is tried again wherever a timeout is',
    test: { file: 'test/statemachines/dead-function.test.ts', title: 'is asked again by %s' },
  },
  {
    breaks: 'F04',
    shownBy: '--seed 20',
    whatHappened:
      'a function died between taking the lease for a rollback and starting it; the reconciler restored in its place, and the request, delivered again, started a second restore beside it',
    mended: 'a later delivery leaves an older lease to the reconciler, and never gives it back',
    test: { file: 'test/functions/signal-deployment/go-back.test.ts', title: 'leaves it to the reconciler after that' },
  },
  {
    breaks: 'F19',
    shownBy: '--seed 202306',
    whatHappened:
      'ECS refused for minutes to stop the candidate; meanwhile somebody sent users there, and the next try took its tasks away under them',
    mended: 'who is there is read again before a candidate is stopped late',
    test: {
      file: 'test/statemachines/rollback-branch.test.ts',
      title: 'looks again before it stops a candidate that could not be stopped at once: somebody may have sent users',
    },
  },
  {
    breaks: 'F17',
    shownBy: '--seed 200084',
    whatHappened:
      'the answer that a candidate may be promoted was lost for two minutes; meanwhile somebody sent users back to stable, and the promotion was recorded all the same',
    mended: 'a promotion whose answer was lost looks at the rule once more, and goes back when users were moved',
    test: {
      file: 'test/functions/next-step/next-step.test.ts',
      title: 'takes a recorded promotion back when its answer was lost and somebody moved users since',
    },
  },
  {
    breaks: 'F03',
    shownBy: '--seed 207076',
    whatHappened:
      'every event of a crashed task was lost, looks found the tasks that had taken their place, and a version that crashes every minute was promoted',
    mended: 'before users move on, ECS is asked whether tasks of the candidate failed',
    test: {
      file: 'test/functions/next-step/next-step.test.ts',
      title: 'goes back instead of forward when tasks of the candidate failed whose events were lost',
    },
  },
  {
    breaks: 'F12',
    shownBy: '--seed 404597',
    whatHappened:
      'stable lost its tasks while a failed candidate was drained, a person sent users to the candidate, and they were sent back to nobody',
    mended: 'whoever goes back a second time asks again whether stable serves',
    test: {
      file: 'test/statemachines/rollback-branch.test.ts',
      title: 'takes nobody back again to a stable that lost its targets while it was drained',
    },
  },
  {
    breaks: 'F12',
    shownBy: '--seed 4317',
    whatHappened:
      'a lost permission kept users on a failed candidate for minutes; stable lost its tasks meanwhile, and once the permission was back, users were sent to nobody',
    mended: 'whether stable serves is asked before each round of tries',
    test: {
      file: 'test/statemachines/rollback-branch.test.ts',
      title: 'takes nobody back to a stable that lost its targets while ELB refused the way back',
    },
  },
  {
    breaks: 'F03',
    shownBy: '--seed 9472',
    whatHappened:
      'ECS answered nobody for six minutes: no event of a crash could be read again, no look could ask for failed tasks, and a version that crashes every minute was promoted',
    mended: 'users do not move on before ECS has told of the candidate’s tasks; a look that gets no answer looks again',
    test: { file: 'test/functions/next-step/slow-sources.test.ts', title: 'lets nobody move on, and is asked again by the next look' },
  },
  {
    breaks: 'F07',
    shownBy: '--seed 5972',
    whatHappened:
      'AWS refused an admission for minutes; the same image was asked for again, began, and a person aborted it: then the first one was admitted after all, and promoted',
    mended: 'an abort is kept for what was asked for before and has not begun, also when it ends a deployment in progress',
    test: {
      file: 'test/functions/signal-deployment/latched.test.ts',
      title: 'refuses what was asked for before and has not begun, and nothing later',
    },
  },
];
