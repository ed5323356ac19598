import type { NamedTest } from './oracles/failure-mode.ts';
import type { FailureId } from './oracles/oracle.ts';

/** A bug of Sluice that the simulator, its crash matrix or its clocks showed. */
export interface FoundBug {
  readonly breaks: FailureId;
  /** The seed, or the command, that showed it at the time; scenarios are drawn otherwise by now. Measurements and the crash matrix kept no single seed. */
  readonly shownBy: string;
  readonly whatHappened: string;
  readonly mended: string;
  /** The test that fails when the mend is undone. */
  readonly test: NamedTest;
}

/** Those found while the simulator was built, oldest first. */
export const foundBugs: readonly FoundBug[] = [
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
    breaks: 'F33',
    shownBy: '--seed 1045',
    whatHappened:
      'requests were counted in time and errors minutes later: a version that fails 30 % of its requests looked faultless and was promoted',
    mended: 'requests for which no ending was counted keep a candidate from being safe',
    test: { file: 'test/functions/next-step/unaccounted-requests.test.ts', title: 'is not promoted while its errors may be late' },
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
    breaks: 'F34',
    shownBy: 'bench:rollback -- --seeds 20, seeds 1 to 20 of each cause',
    whatHappened: 'with half of all calls refused, looks failed until the state machine gave a healthy candidate up',
    mended: 'a throttled look is a look later, not a failure',
    test: {
      file: 'test/functions/next-step/throttled-looks.test.ts',
      title: 'looks again later when that is refused too, and decides nothing: it only says since when',
    },
  },
  {
    breaks: 'F25',
    shownBy: '--crash-matrix, which has no seeds',
    whatHappened: 'a function whose sandbox died ended a deployment: its error was not among those that are tried again',
    mended: 'Runtime.ExitError is tried again wherever a timeout is',
    test: { file: 'test/statemachines/dead-function.test.ts', title: 'is asked again by %s' },
  },
  {
    breaks: 'F58',
    shownBy: '--seed 141, and 276 of the first 280',
    whatHappened:
      'the function that registers the token of an approval died without an answer: the approval came, there was no token to answer, and the machine waited for a week',
    mended: 'Runtime.ExitError is tried again, and an approval that was given first is answered when the token comes',
    test: {
      file: 'test/functions/watch-for-signals/watch-for-signals.test.ts',
      title: 'answers an approval at once when it was given before the wait',
    },
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
    breaks: 'F49',
    shownBy: '--seed 100094',
    whatHappened:
      'scaling was given back as soon as the rule showed every user on stable: its policies, which had seen few users, shrank it while they came back',
    mended: 'stable is kept from shrinking until open requests have ended and the candidate is stopped',
    test: { file: 'test/statemachines/deployment.test.ts', title: 'holds, transfers and gives back scaling exactly as the plan says' },
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
    breaks: 'F64',
    shownBy: '--seed 12194',
    whatHappened:
      'while DynamoDB was slow, each of hundreds of crash events was logged, and moved the old entries of the long log again: 19,231 calls in seven minutes',
    mended: 'of tasks that crash the log keeps the first, and old entries move all at once',
    test: { file: 'test/contract/ledger.contract.test.ts', title: 'of tasks that crash, the first alone is logged' },
  },
  {
    breaks: 'F58',
    shownBy: '--seed 1795381083',
    whatHappened:
      'an approval was on record, and every try to tell the machine of it failed: it went on waiting until its next look, half an hour or days later',
    mended: 'the sweep sends a stored approval that was not heard, as it does with signals',
    test: { file: 'test/end-to-end/approvals.test.ts', title: 'is sent by the sweep when nobody could tell the machine of it' },
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
  {
    breaks: 'L',
    shownBy: '--seed 3637',
    whatHappened:
      'two tries of one admission were at it at once: one recorded the deployment, the other gave its lease back; it was refused, nobody was told, and its record stayed open for ever',
    mended: 'a deployment that lost its service while it was admitted is announced as refused, and its record says so',
    test: { file: 'test/functions/admit-deployment/lost-service.test.ts', title: 'is on record as refused, and told of' },
  },
  {
    breaks: 'F62',
    shownBy: '--seed 18707',
    whatHappened:
      'users were back and the candidate drained when reading the rule was forbidden, and then somebody moved them to the candidate: for five minutes nobody was called',
    mended: 'an ELB that does not say twice where users are, late in a drain, calls a person',
    test: {
      file: 'test/statemachines/silent-reads.test.ts',
      title: 'is asked again, and the drain does not begin anew, when all were on stable after half a minute: %d times, %d warnings',
    },
  },
  {
    breaks: 'L',
    shownBy: '--seed 10644',
    whatHappened:
      'an execution was stopped while it was admitted; its service was given back, and then its record was written by a call that had been under way for 23 s: it stayed open for ever',
    mended: 'who gives a service back also bars the record that is not there yet',
    test: { file: 'test/contract/ledger-fence-faults.test.ts', title: 'is refused, and leaves no record' },
  },
  {
    breaks: 'F41',
    shownBy: '--seed 7728',
    whatHappened:
      'the shift to 100 % was lost for a minute and a half and sent again; the step was promoted by the requests of that minute, when 60 % were there',
    mended: 'a step whose shift is sent again begins anew: what was served before is no evidence of it',
    test: {
      file: 'test/functions/next-step/gather-evidence.test.ts',
      title: 'counts the evidence of a step anew from when its shift, which was lost, was sent again',
    },
  },
  {
    breaks: 'F64',
    shownBy: '--seed 43483',
    whatHappened:
      'a candidate crashed after another signal; each of 148 stopped tasks got a line in the log, and each writer made room for all of them: 3,962 writes, and a record that could have outgrown an item',
    mended: 'what only tells of one more signal is logged while the record has room, and left out else',
    test: {
      file: 'test/adapters/ledger/record-size.test.ts',
      title: 'has room for the rest when a crashing lane tells of two hundred tasks at once, after another signal',
    },
  },
];
