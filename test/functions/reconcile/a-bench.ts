import type { Ended, ExecutionStatus } from '../../../adapters/executions.ts';
import { memoryLedger } from '../../../adapters/ledger/memory-ledger.ts';
import type { SeenTraffic } from '../../../adapters/traffic-reader.ts';
import type { RuleActions } from '../../../core/deployment/aws-requests.ts';
import { weightsOf } from '../../../core/deployment/traffic.ts';
import { reconcile } from '../../../functions/reconcile/reconcile.ts';
import { aLane, secondsLater, someActions } from '../../core/builders.ts';
import { fakeExecutions } from '../fake-executions.ts';

const machineArn = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-${name}`;

export const restoreMachineArn = machineArn('restore');

/** The world that a reconciler finds; what is not said is an execution that is gone with traffic split. */
export interface World {
  readonly statuses?: Readonly<Record<string, ExecutionStatus>>;
  /** What ended executions badly. */
  readonly ends?: Readonly<Record<string, Ended>>;
  /** The state that every execution entered last. */
  readonly state?: string;
  readonly actions?: RuleActions;
  /** What a second look at the rule and the targets shows, where it is something else. */
  readonly traffic?: Partial<SeenTraffic>;
  readonly candidateTasks?: number;
  readonly now?: Date;
}

/** What the reconciler is given; every effect is kept in order. */
export function aBench({
  statuses = {},
  ends = {},
  state,
  actions = someActions(50, 50),
  traffic,
  candidateTasks = 4,
  now = secondsLater(600),
}: World = {}) {
  const ledger = memoryLedger();
  const { executions, started, answers } = fakeExecutions(statuses, state, ends);
  const recorded: unknown[] = [];
  const pages: [string, unknown][] = [];
  const announced: object[] = [];
  const known = async (arns: readonly string[]) => new Map(arns.map((ruleArn) => [ruleArn, { ruleArn, actions, isDefault: false }]));
  const needs: Parameters<typeof reconcile>[0] = {
    ledger,
    executions,
    lanes: { read: async () => aLane({ desiredCount: candidateTasks, runningCount: candidateTasks }) },
    ...{ elb: { rules: known }, glance: { someRules: known } },
    traffic: { read: async () => ({ traffic: weightsOf(actions), healthyCandidates: 4, healthyStable: 4, ...traffic }) },
    scaling: { targets: async () => [] },
    ...{ restoreMachineArn, deploymentMachineArn: machineArn('deployment') },
    announcer: { announce: async (event) => void announced.push(event) },
    now: () => now,
    record: async (...recording) => {
      recorded.push(recording);
      return { kind: recording[1], because: 'recorded' };
    },
    pager: { page: async (subject, message) => void pages.push([subject, JSON.parse(message)]) },
  };
  const effects = async () => ({ held: (await ledger.heldLeases()).map(({ holder }) => holder), started, recorded, pages });
  return { ledger, needs, effects, answers, pages, announced, run: reconcile(needs) };
}
