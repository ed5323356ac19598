import type { ExecutionStatus } from '../../adapters/executions.ts';
import { memoryLedger } from '../../adapters/ledger/memory-ledger.ts';
import { outcomeRecorder } from '../../adapters/outcome-recorder.ts';
import { trafficReader } from '../../adapters/traffic-reader.ts';
import type { RuleActions } from '../../core/deployment/aws-requests.ts';
import { executionArnOf } from '../../core/deployment/execution-arn.ts';
import { retirementHolder } from '../../core/deployment/holders.ts';
import type { Plan } from '../../core/deployment/plan.ts';
import { reconcile } from '../../functions/reconcile/reconcile.ts';
import type { Execution } from '../../local/asl/execution.ts';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { restoreDefinition } from '../../statemachines/restore.ts';
import { aLane, aPlan, aProgressing } from '../core/builders.ts';
import { anAdmitted } from '../functions/an-admitted.ts';
import type { Act } from './acts.ts';
import { deploymentText, MachineBench } from './machine-bench.ts';

const machineArnOf = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:sluice-${name}`;
const statuses = { SUCCEEDED: 'succeeded', FAILED: 'failed', ABORTED: 'aborted', TIMED_OUT: 'timed-out' } as const;
const target = { ServiceNamespace: 'ecs', ResourceId: 'service/prod/orders-blue', ScalableDimension: 'ecs:service:DesiredCount' };
const testRuleArn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/orders/1/2/3';

/** The deployment machine and the restore machine on one small AWS, with a ledger, and the reconciler that watches over both. */
export class WatchedMachine {
  readonly ledger = memoryLedger();
  readonly plan: Plan;
  readonly bench: MachineBench;
  readonly executions = new Map<string, Execution>();
  readonly deploymentArn: string;
  readonly #moves: JsonObject[];
  pages = 0;

  constructor(moves: readonly JsonObject[]) {
    this.plan = aPlan({ testRuleArn, holdScaling: [target], promotedScaling: [], restoredScaling: [] });
    this.deploymentArn = executionArnOf(machineArnOf('deployment'), this.plan.deploymentId);
    this.bench = new MachineBench({ plan: this.plan, answers: (act, payload) => this.#answer(act, payload) });
    this.#moves = [...moves];
  }

  /** Starts the deployment. */
  begin(): Execution {
    const execution = this.bench.start(deploymentText, {}, this.deploymentArn);
    this.executions.set(this.deploymentArn, execution);
    return execution;
  }

  /** What the functions write down, as far as the reconciler reads it. */
  async #answer(act: Act, payload: JsonObject): Promise<Json | undefined> {
    const { deploymentId: id } = this.plan;
    const at = this.bench.clock.now().toISOString();
    const event = { at, type: 'Looked', because: 'the test says so' } as const;
    switch (act) {
      case 'admit': {
        if (payload.hasTurn !== true) return { kind: 'queued', because: 'many others are admitted before', waitSeconds: 20 };
        const { stepStartedAt: __, ...unshifted } = aProgressing({
          plan: this.plan,
          stepIndex: -1,
          sequence: 0,
          executionArn: this.deploymentArn,
        });
        await anAdmitted(this.ledger, unshifted);
        return undefined;
      }
      case 'next-step': {
        const deployment = await this.ledger.load(id);
        const move = this.#moves.shift() ?? { kind: 'promote', because: 'every step was safe' };
        if (move.kind === 'shift') {
          await this.ledger.decide(deployment, { status: 'progressing', stepIndex: Number(move.stepIndex), stepStartedAt: at, event });
        } else if (move.kind === 'promote' || move.kind === 'rollback') {
          const status = move.kind === 'promote' ? 'promoting' : 'rolling-back';
          await this.ledger.decide(deployment, { status, stepIndex: deployment.stepIndex, event });
        }
        return { guardToken: this.bench.guardToken, ...move };
      }
      case 'record':
        return await this.#record(String(payload.outcome) as 'promoted');
      case 'claim': {
        const lease = { service: this.plan.service, holder: retirementHolder(id), executionArn: this.deploymentArn };
        await this.ledger.lease({ ...lease, alarmArns: [], candidateLane: '' }, this.bench.clock.now());
        return undefined;
      }
      default:
        return undefined;
    }
  }

  #record(outcome: 'promoted' | 'rolled-back' | 'needs-human' | 'retired') {
    const needs = { ledger: this.ledger, announcer: { announce: async () => undefined }, now: () => this.bench.clock.now() };
    return outcomeRecorder(needs)(this.plan.deploymentId, outcome, {});
  }

  /** The reconciler as it is shipped, on readers of the bench. */
  get reconcile() {
    const { bench, ledger } = this;
    const rule = (ruleArn: string) => ({ ruleArn, actions: bench.actions as unknown as RuleActions, isDefault: false });
    const lanes = {
      read: async (_: string, { lane }: { readonly lane: string }) =>
        lane === 'blue' ? aLane() : aLane({ desiredCount: bench.candidateCount, runningCount: bench.candidateCount }),
    };
    const rulesOf = async (arns: readonly string[]) => new Map(arns.map((arn) => [arn, rule(arn)]));
    const known = [...this.executions];
    return reconcile({
      ...{ ledger, lanes, scaling: { targets: async () => [] } },
      ...{ restoreMachineArn: machineArnOf('restore'), deploymentMachineArn: machineArnOf('deployment'), now: () => bench.clock.now() },
      elb: { rules: rulesOf },
      glance: { someRules: rulesOf },
      traffic: trafficReader({ rule: async (arn) => rule(arn), targetHealth: async () => ({ healthy: 4, unhealthy: 0 }) }),
      announcer: { announce: async () => undefined },
      pager: {
        page: async () => {
          this.pages += 1;
        },
      },
      record: (_, outcome) => this.#record(outcome as 'promoted'),
      executions: {
        status: async (arn) => statusOf(this.executions.get(arn)),
        ended: async () => undefined,
        list: async (machineArn, wanted) => {
          const prefix = executionArnOf(machineArn, '');
          const arns = known.flatMap(([arn, execution]) => (arn.startsWith(prefix) && statusOf(execution) === wanted ? [arn] : []));
          return { arns, isComplete: true };
        },
        latestState: async () => 'Bake',
        start: async (machineArn, name, input) => {
          const executionArn = executionArnOf(machineArn, name);
          if (this.executions.has(executionArn)) return { kind: 'already', executionArn };
          this.executions.set(executionArn, bench.start(restoreDefinition(deploymentText), input as Json, executionArn));
          return { kind: 'started', executionArn };
        },
        sendSuccess: async (token, output) => ({ kind: bench.tokens.succeed(token, output as Json) ? 'sent' : 'already-settled' }) as const,
        sendFailure: async (token, { error, cause }) =>
          ({ kind: bench.tokens.fail(token, error, cause) ? 'sent' : 'already-settled' }) as const,
      },
    });
  }
}

function statusOf(execution: Execution | undefined): ExecutionStatus {
  if (execution === undefined) return 'unknown';
  return execution.outcome === undefined ? 'running' : statuses[execution.outcome.status];
}
