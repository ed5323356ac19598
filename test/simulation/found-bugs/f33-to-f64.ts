import type { FoundBug } from './found-bug.ts';

/** Bugs that broke one of the failure modes F33 to F64, or kept a deployment from its end (L), oldest first. */
export const bugsF33ToF64: readonly FoundBug[] = [
  {
    breaks: 'F33',
    shownBy: '--seed 1045',
    whatHappened:
      'requests were counted in time and errors minutes later: a version that fails 30 % of its requests looked faultless and was promoted',
    mended: 'requests for which no ending was counted keep a candidate from being safe',
    test: { file: 'test/functions/next-step/unaccounted-requests.test.ts', title: 'is not promoted while its errors may be late' },
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
    breaks: 'F49',
    shownBy: '--seed 100094',
    whatHappened:
      'scaling was given back as soon as the rule showed every user on stable: its policies, which had seen few users, shrank it while they came back',
    mended: 'stable is kept from shrinking until open requests have ended and the candidate is stopped',
    test: { file: 'test/statemachines/deployment.test.ts', title: 'holds, transfers and gives back scaling exactly as the plan says' },
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
    breaks: 'F59',
    shownBy: '--seed 390',
    whatHappened:
      'stable was empty for a moment, so the way back gave up and called a person; SNS did not answer, and no other way back begins before the first is over: users stayed on a bad version for minutes while stable served again',
    mended: 'who gives up waits eleven seconds at most for SNS, and with the note that it makes two minutes at most',
    test: { file: 'test/end-to-end/outages.test.ts', title: 'waits a minute longer at most while %s answers nothing' },
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
  {
    breaks: 'L',
    shownBy: '--seed 77115',
    whatHappened:
      'an admission was tried twice; the record of the first try landed while the second one refused the deployment, for a person had asked to go back: it stayed open for ever',
    mended: 'whoever refuses a deployment looks for its record once more, when its lease is given back and none can land any more',
    test: {
      file: 'test/functions/admit-deployment/lost-service.test.ts',
      title: 'is on record as refused, after somebody was told',
    },
  },
];
