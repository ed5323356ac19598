import type { FailureId } from '../oracles/oracle.ts';

/** A mistake of one line, in a file of the repository. `from` occurs there exactly once. */
export interface PlantedFault {
  readonly id: string;
  /** The failure mode that it brings back. */
  readonly breaks: FailureId;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** What people did not think of who made it. */
  readonly why: string;
}

const machine = 'statemachines/deployment.asl.json';

/** Every planted fault: the simulator has to find each. */
export const plantedFaults: readonly PlantedFault[] = [
  {
    id: 'swallow-a-failed-restore',
    breaks: 'F16',
    file: machine,
    from: '{ "Condition": "{% $restoreTries < 5 %}", "Next": "RestoreSoon" }',
    to: '{ "Condition": "{% true %}", "Next": "StopCandidate" }',
    why: 'a restore that did not work is taken for done',
  },
  {
    id: 'stop-before-the-drain',
    breaks: 'F19',
    file: machine,
    from: '{ "Condition": "{% $restored and $drained %}", "Next": "StopCandidate" }',
    to: '{ "Condition": "{% $restored %}", "Next": "StopCandidate" }',
    why: 'the candidate is stopped as soon as the rule is right, while the load balancer still sends it users',
  },
  {
    id: 'drop-the-read-back',
    breaks: 'F16',
    file: machine,
    from: '{ "Condition": "{% $restored %}", "Next": "RestoreScaling" }',
    to: '{ "Condition": "{% true %}", "Next": "RestoreScaling" }',
    why: 'the way back goes on from what was asked for, not from what was seen',
  },
  {
    id: 'back-to-an-empty-lane',
    breaks: 'F12',
    file: machine,
    from: '{ "Condition": "{% $stableHealthy > 0 %}", "Next": "RestoreTraffic" }',
    to: '{ "Condition": "{% true %}", "Next": "RestoreTraffic" }',
    why: 'stable is taken for granted',
  },
  {
    id: 'retire-at-once',
    breaks: 'F51',
    file: machine,
    from: '"Seconds": "{% $plan.rollbackWindowSeconds %}"',
    to: '"Seconds": 1',
    why: 'the old lane looks unused, so why keep it',
  },
  {
    id: 'scaling-not-held',
    breaks: 'F49',
    file: machine,
    from: "$states.input.kind = 'admitted' and $count($plan.holdScaling) > 0",
    to: "$states.input.kind = 'admitted' and $count($plan.holdScaling) > 99",
    why: 'autoscaling shrinks stable, which has fewer users by the step',
  },
  {
    id: 'candidate-never-stopped',
    breaks: 'F18',
    file: machine,
    from: '{ "Condition": "{% $restored and $drained %}", "Next": "StopCandidate" }',
    to: '{ "Condition": "{% $restored and $drained %}", "Next": "RecordRollback" }',
    why: 'users are safe, so the deployment looks over',
  },
  {
    id: 'retire-under-users',
    breaks: 'F09',
    file: 'functions/claim-retirement/claim-retirement.ts',
    from: "if (serving === 'candidate' && !moved)",
    to: 'if (!moved)',
    why: 'after a promotion the rule is taken for what it was',
  },
  {
    id: 'promote-without-a-verdict',
    breaks: 'F41',
    file: 'core/deployment/decide-move.ts',
    from: "if (seen.verdict.kind === 'safe' || candidatePercent === 0) return undefined;",
    to: "if (seen.verdict.kind !== 'regressed' || candidatePercent === 0) return undefined;",
    why: 'no bad news is taken for good news',
  },
  {
    id: 'no-approval',
    breaks: 'F58',
    file: 'core/deployment/decide-move.ts',
    from: 'if (next.approval && approvedStep !== stepIndex + 1) {',
    to: 'if (next.approval && approvedStep > stepIndex + 1) {',
    why: 'a comparison the wrong way round',
  },
  {
    id: 'no-room-for-users',
    breaks: 'F12',
    file: 'core/deployment/decide-move.ts',
    from: 'const wait = awaitCapacity(step, next.candidatePercent);',
    to: 'const wait = undefined as ReturnType<typeof awaitCapacity>;',
    why: 'a candidate that was healthy once is taken for healthy',
  },
  {
    id: 'fight-foreign-weights',
    breaks: 'F13',
    file: 'core/deployment/decide-move.ts',
    from: '    frozen(step) ??\n',
    to: '',
    why: 'whatever the rule shows, the plan goes on',
  },
  {
    id: 'ignore-a-stored-signal',
    breaks: 'F07',
    file: 'core/deployment/decide-move.ts',
    from: 'if (signal !== undefined) return rollback(signal.because);',
    to: '',
    why: 'the guard lane is trusted to have ended the deployment',
  },
  {
    id: 'forget-a-passed-alarm',
    breaks: 'F06',
    file: 'core/deployment/guard-alarms.ts',
    from: 'if (rang !== undefined) return',
    to: 'if (rang !== undefined && rang.state === undefined) return',
    why: 'an alarm that is quiet again looks harmless',
  },
  {
    id: 'trust-a-silenced-alarm',
    breaks: 'F39',
    file: 'core/deployment/guard-alarms.ts',
    from: 'const disabled = found.find(({ actionsEnabled }) => !actionsEnabled);',
    to: 'const disabled = found.find(({ name }) => name === undefined);',
    why: 'an alarm that may not act looks quiet',
  },
  {
    id: 'shift-without-intent',
    breaks: 'F08',
    file: 'functions/next-step/next-step.ts',
    from: 'const recorded = await needs.ledger.decide(',
    to: "const recorded = move.kind === 'shift' ? deployment : await needs.ledger.decide(",
    why: 'the record is written after the fact, by the next look',
  },
  {
    id: 'lease-before-restore',
    breaks: 'F20',
    file: 'adapters/outcome-recorder.ts',
    from: 'return ledger.append(id, event);',
    to: 'return ledger.release(service, id);',
    why: 'a deployment that needs a human is over for the machine, so the lease is given back',
  },
  {
    id: 'lease-never-given-back',
    breaks: 'L',
    file: 'core/deployment/repair.ts',
    from: "if (deployment === undefined) return { kind: 'release'",
    to: "if (deployment === undefined) return { kind: 'leave'",
    why: 'what was never admitted looks like nothing to clear up',
  },
  {
    id: 'forget-the-lease',
    breaks: 'F04',
    file: 'adapters/ledger/dynamo/leases.ts',
    from: "condition: 'attribute_not_exists(#holder)',",
    to: "condition: 'attribute_not_exists(#holder) OR attribute_exists(#holder)',",
    why: 'the last one who asks has the service',
  },
  {
    id: 'restore-only-once',
    breaks: 'F20',
    file: 'core/deployment/repair.ts',
    from: 'number: restore.number + 1,',
    to: 'number: 1,',
    why: 'Step Functions takes a name once: a restore that was stopped is never followed by another',
  },
  {
    id: 'split-is-promoted',
    breaks: 'F17',
    file: 'core/deployment/repair.ts',
    from: "signal === undefined && whole === 'candidate' && promotedScalingInEffect",
    to: "signal === undefined && whole !== 'stable'",
    why: 'some users on the candidate are taken for all of them',
  },
  {
    id: 'rolled-back-before-restored',
    breaks: 'F16',
    file: 'core/deployment/repair.ts',
    from: "if (restore.number > 0 && whole === 'stable' && candidateStopped && restoredScalingInEffect)",
    to: 'if (restore.number > 0)',
    why: 'a restore that was started is taken for one that worked',
  },
  {
    id: 'never-page',
    breaks: 'F62',
    file: machine,
    from: '"Next": "WarnHuman"\n        }\n      ],\n      "Default": "RestoreAgain"',
    to: '"Next": "RestoreAgain"\n        }\n      ],\n      "Default": "RestoreAgain"',
    why: 'the tries go on anyway, so nobody is called',
  },
  {
    id: 'a-trigger-is-always-new',
    breaks: 'F01',
    file: 'functions/start-deployment/start-deployment.ts',
    from: "const deploymentId = remembered.kind === 'first' ? deploymentIdOf(request) : remembered.deploymentId;",
    to: 'const deploymentId = deploymentIdOf(request).slice(0, -4) + String(needs.now().getTime() / 100).slice(-4);',
    why: 'every delivery of an event starts a deployment of its own',
  },
  {
    id: 'healthy-too-early',
    breaks: 'F12',
    file: 'core/deployment/readiness.ts',
    from: 'if (healthyTargets < desiredCount) return',
    to: 'if (healthyTargets < 0) return',
    why: 'running tasks are taken for healthy ones',
  },
];
