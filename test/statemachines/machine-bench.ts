import { readFileSync } from 'node:fs';
import type { Plan } from '../../core/deployment/plan.ts';
import { DefectError } from '../../core/errors.ts';
import { Execution, type Outcome } from '../../local/asl/execution.ts';
import { StateFailure } from '../../local/asl/failure.ts';
import type { Json, JsonObject } from '../../local/asl/json.ts';
import { parseMachine } from '../../local/asl/parse-machine.ts';
import type { TaskCall } from '../../local/asl/task-runner.ts';
import { TaskTokens } from '../../local/asl/task-tokens.ts';
import { VirtualClock } from '../../local/clocks/virtual-clock.ts';
import { aPlan, someActions } from '../core/builders.ts';
import { type Act, actOf, weightsOf } from './acts.ts';
import { sizes, targets } from './aws-answers.ts';

/** The shipped text. */
export const deploymentText = readFileSync(new URL('../../statemachines/deployment.asl.json', import.meta.url), 'utf8');

/** A call fails this many times with this error before it works; `Infinity`: it never works. `after` restricts it to calls after the rollback began. */
export interface Fault {
  readonly act: Act;
  readonly times: number;
  readonly error: string;
  /** How long it hangs before; absent: it fails at once. */
  readonly afterMs?: number;
  /** What the service says about it. */
  readonly cause?: string;
}

/** What users, people and the ledger saw in the end. */
export interface Seen {
  readonly outcome: Outcome;
  /** Target groups with weight, as the rule shows them. */
  readonly serving: readonly string[];
  readonly candidateCount: number;
  readonly pages: number;
  readonly recorded: readonly string[];
  readonly transitions: number;
  readonly historyEvents: number;
  readonly path: readonly string[];
  /** Output of each state named, in order. */
  outputsOf(state: string): readonly Json[];
}

type Move = JsonObject;

/** Runs a machine on the smallest AWS it needs: one rule, one candidate count, one ledger of outcomes. */
export class MachineBench {
  readonly clock = new VirtualClock(new Date('2026-11-20T10:00:00Z'));
  readonly plan: Plan;
  actions: Json;
  candidateCount = 0;
  pages = 0;
  warnings = 0;
  /** Calls that kept a scalable target from shrinking. */
  holds = 0;
  stableTargets = 4;
  /** How many tasks stable was asked to have; undefined: it was not. */
  stableAsked: number | undefined;
  /** Seconds until more tasks of stable are healthy targets. */
  growSeconds = 0;
  stableHealth = 'healthy';
  /** State of each of the candidate's targets. */
  candidateHealth = 'healthy';
  /** Revisions of the candidate lane's ECS service deployments, newest first. */
  candidateRevisions: readonly string[] = [];
  /** Reads after each shift that still show the weights before it. */
  lateReads = 0;
  #late: { readonly actions: Json; left: number } | undefined;
  readonly recorded: string[] = [];
  /** Messages to people about held steps. */
  readonly questions: JsonObject[] = [];
  /** What each call of NextStep was given. */
  readonly looks: JsonObject[] = [];
  guardToken = '';
  approvalToken = '';
  readonly tokens: TaskTokens;
  readonly #moves: Move[];
  readonly #answers: (act: Act, payload: JsonObject) => Promise<Json | undefined>;
  readonly #faults: ReturnType<typeof asLeft>[];
  #n = 0;

  constructor(setup: {
    readonly plan?: Plan;
    readonly moves?: readonly Move[];
    readonly faults?: readonly Fault[];
    readonly actions?: Json;
    /** Answers what functions are asked, in place of the bench: undefined leaves it to the bench. */
    readonly answers?: (act: Act, payload: JsonObject) => Promise<Json | undefined>;
  }) {
    this.plan = setup.plan ?? aPlan();
    this.actions = setup.actions ?? (someActions(100, 0) as unknown as Json);
    this.#moves = [...(setup.moves ?? [])];
    this.#answers = setup.answers ?? (async () => undefined);
    this.#faults = (setup.faults ?? []).map(asLeft);
    this.tokens = new TaskTokens(() => (++this.#n * 0.618) % 1);
  }

  readonly fail = (fault: Fault) => void this.#faults.push(asLeft(fault));

  /** Starts an execution; time passes only when somebody lets it. */
  start(text: string, input: Json, executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:m:e'): Execution {
    return new Execution(
      { clock: this.clock, random: () => 0.5, tokens: this.tokens, runTask: (call) => this.#run(call) },
      {
        machine: parseMachine(text, () => true),
        machineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:m',
        machineName: 'm',
        executionArn,
        name: executionArn.slice(executionArn.lastIndexOf(':') + 1),
        roleArn: 'arn:aws:iam::111122223333:role/m',
        input,
      },
    );
  }

  async run(text: string, input: Json = {}, during: (bench: MachineBench) => void = () => undefined): Promise<Seen> {
    const execution = this.start(text, input);
    during(this);
    await this.clock.runUntilIdle(30 * 86_400_000);
    if (execution.outcome === undefined) throw new DefectError('the execution waits for ever');
    const { events } = execution.history;
    const entered = events.filter(({ type }) => type.endsWith('StateEntered')).map(({ details }) => nameOf(details?.() ?? {}));
    const exits = events.flatMap(({ details }) => (details?.().stateExitedEventDetails as Exit | undefined) ?? []);
    return {
      outcome: await execution.ended,
      serving: weightsOf(this.actions),
      candidateCount: this.candidateCount,
      pages: this.pages,
      recorded: this.recorded,
      transitions: execution.transitions,
      historyEvents: events.length,
      path: entered,
      outputsOf: (state) => exits.flatMap(({ name, output }) => (name === state ? [JSON.parse(output ?? 'null') as Json] : [])),
    };
  }

  async #run(call: TaskCall): Promise<Json> {
    const act = actOf(call);
    const fault = this.#faults.find((each) => each.act === act && each.left > 0);
    if (fault !== undefined) {
      fault.left -= 1;
      if (fault.afterMs > 0) await new Promise<void>((resolve) => this.clock.after(fault.afterMs, resolve));
      throw new StateFailure(fault.error, fault.cause);
    }
    const { Payload } = call.arguments as { readonly Payload?: JsonObject };
    const answer = Payload === undefined ? undefined : await this.#answers(act, Payload);
    return answer === undefined ? this.#answer(act, call) : { Payload: answer, StatusCode: 200 };
  }

  #tell(act: 'warn' | 'ask' | 'page', message: string): Json {
    if (act === 'warn') this.warnings += 1;
    if (act === 'page') this.pages += 1;
    if (act === 'ask') this.questions.push(JSON.parse(message));
    return { MessageId: '1' };
  }

  #wait({ wait, taskToken }: JsonObject): Json {
    if ((wait as { kind: string }).kind === 'guard') this.guardToken = String(taskToken);
    else this.approvalToken = String(taskToken);
    return {};
  }

  #record(kind: string): Json {
    this.recorded.push(kind);
    return { kind, because: 'recorded' };
  }

  #grow(count: number): Json {
    this.stableAsked = count;
    this.clock.after(this.growSeconds * 1_000, () => void Object.assign(this, { stableTargets: count }));
    return {};
  }

  #setActions(actions: Json): Json {
    this.#late = { actions: this.actions, left: this.lateReads };
    this.actions = actions;
    return {};
  }

  #shown(): Json {
    if (this.#late === undefined || this.#late.left === 0) return this.actions;
    this.#late.left -= 1;
    return this.#late.actions;
  }

  #answer(act: Act, call: TaskCall): Json {
    const args = call.arguments as { [key: string]: Json };
    const payload = (args.Payload ?? {}) as { [key: string]: Json };
    const lambda = (Payload: Json): Json => ({ Payload, StatusCode: 200 });
    switch (act) {
      case 'admit':
        return lambda({ kind: 'admitted', because: 'nothing speaks against it', plan: this.plan as unknown as Json });
      case 'inspect':
        return lambda({ kind: 'healthy', because: 'all healthy' });
      case 'next-step':
        this.looks.push(payload);
        return lambda({ guardToken: this.guardToken, ...(this.#moves.shift() ?? { kind: 'promote', because: 'every step was safe' }) });
      case 'watch':
        return lambda(this.#wait(payload));
      case 'record':
        return lambda(this.#record(String(payload.outcome)));
      case 'claim':
        return lambda({ kind: 'retire', because: 'no user there' });
      case 'shift':
      case 'restore':
        return this.#setActions(args.Actions ?? []);
      case 'read':
        return { Rules: [{ RuleArn: this.plan.ruleArn, Actions: this.#shown() }] };
      case 'launch':
      case 'stop':
        if (args.Service === this.plan.candidate.ecsService) this.candidateCount = Number(args.DesiredCount);
        return {};
      case 'grow':
        return this.#grow(Number(args.DesiredCount));
      case 'sizes':
        return sizes(this);
      case 'register':
        return { TaskDefinition: { TaskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/orders-green:7' } };
      case 'hold':
      case 'scale':
        if (act === 'hold') this.holds += 1;
        return {};
      case 'look-at-stable':
        return targets(this.stableTargets, this.stableHealth);
      case 'look-at-candidate':
        return targets(this.candidateCount, this.candidateHealth);
      case 'warn':
      case 'ask':
      case 'page':
        return this.#tell(act, String(args.Message));
      case 'close-guard':
        this.tokens.succeed(String(args.TaskToken), JSON.parse(String(args.Output)));
        return {};
    }
  }
}

function asLeft({ times, afterMs = 0, cause = 'as the test asked', ...fault }: Fault) {
  return { ...fault, left: times, afterMs, cause };
}

interface Exit {
  readonly name: string;
  readonly output?: string;
}

function nameOf(details: Readonly<Record<string, unknown>>): string {
  const entered = details.stateEnteredEventDetails as { name: string } | undefined;
  return entered?.name ?? '';
}
