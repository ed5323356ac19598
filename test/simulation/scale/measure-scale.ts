import { seededRandom } from '../../../core/seeded-random.ts';
import { fullName } from '../../../local/aws/elb/full-name.ts';
import { sendUsers } from '../world/user-traffic.ts';
import { type Ended, type Endings, endingsOf } from './endings.ts';
import { manyOptions } from './many-services.ts';
import type { Usage } from './meter.ts';
import { type ScaleNeeds, type ScaleWorld, startScaleWorld } from './scale-world.ts';

/** What is released at once, and how many of it are bad. */
export interface ScaleRun extends ScaleNeeds {
  /** Seconds over which all releases are pushed. */
  readonly withinSeconds: number;
  /** Share of releases that fail a third of their requests, 0..1. */
  readonly badShare: number;
}

/** What came of it. */
export interface ScaleResult extends Endings {
  readonly deployments: number;
  readonly bad: number;
  /** Milliseconds from signal to restored and read back, sorted; for those that were never restored `Infinity`. */
  readonly restoredMs: readonly number[];
  readonly refused: Readonly<Record<string, number>>;
  readonly passed: Readonly<Record<string, number>>;
  readonly usage: Usage;
  readonly idle: Usage;
  /** What the machine of one deployment logs: its history with all data, bytes. */
  readonly historyBytes: number;
  readonly worldSeconds: number;
  /** Subjects of the messages to people, in order. */
  readonly pages: readonly string[];
}

const everySeconds = 30;
const giveUpSeconds = 6 * 3_600;

/** Releases a new version of every real service and waits until all of it is over. */
export async function measureScale(run: ScaleRun, tell: (line: string) => void = () => undefined): Promise<ScaleResult> {
  const started = await startScaleWorld(run);
  const { world, clock } = started;
  const stopUsers = sendEveryone(started);
  try {
    const beganMs = clock.now().getTime();
    const bad = pushAll(started, run);
    let told = 0;
    for (;;) {
      await clock.advance(60_000);
      const executions = world.stepFunctions.executions();
      const over = executions.filter(({ outcome }) => outcome !== undefined);
      const seconds = (clock.now().getTime() - beganMs) / 1_000;
      const failed = over.filter(({ request, outcome }) => outcome?.status !== 'SUCCEEDED' && !bad.has(serviceOf(request.input)));
      const latest = failed.slice(told).map(({ request, outcome }) => `\n  ${serviceOf(request.input)}: ${JSON.stringify(outcome)}`);
      told = failed.length;
      tell(`${seconds} s: ${executions.length} executions, ${over.length} over${latest.join('')}`);
      if (over.length === executions.length && executions.length >= run.real && (await started.ledger.heldLeases()).length === 0) break;
      if (seconds > giveUpSeconds) break;
    }
    return await resultOf(started, bad, beganMs);
  } finally {
    stopUsers();
    await world.stop();
  }
}

/** Which releases are bad depends on the seed alone, not on what the world did before. */
function pushAll({ world, clock, versions, wirings }: ScaleWorld, { seed, withinSeconds, badShare }: ScaleRun): ReadonlySet<string> {
  const random = seededRandom(seed);
  const bad = new Set(wirings.filter(() => random() < badShare).map(({ name }) => name as string));
  for (const { name } of wirings) {
    const image = versions.image(name, '1.1.0', bad.has(name) ? 'fails-requests' : 'good');
    clock.after(random() * withinSeconds * 1_000, () => world.ecr.push(image));
  }
  return bad;
}

/** A rate of users for every service. */
function sendEveryone({ world, clock, random, wirings, tasks, versions }: ScaleWorld): () => void {
  const views = new Map(world.elb.loadBalancerArns().map((arn) => [fullName(arn), world.elb.routing(arn)]));
  const byRule = new Map([...views.values()].flatMap((view) => view.rules().map(({ ruleArn }) => [ruleArn, view] as const)));
  let stopped = false;
  const come = (): void => {
    if (stopped) return;
    for (const { name, listenerRuleArn } of wirings) {
      const view = byRule.get(listenerRuleArn);
      if (view === undefined) throw new RangeError(`no load balancer has the rule ${listenerRuleArn}`);
      const answersOf = (host: string) => {
        const listening = tasks.at(host);
        if (listening === undefined) return undefined;
        const manner = versions.mannerOf(name, listening.version);
        const ranSeconds = (clock.now().getTime() - listening.sinceMs) / 1_000;
        return { version: listening.version, errorShare: manner?.errorShare(ranSeconds) ?? 1, slowness: manner?.slowness ?? 1 };
      };
      const { requestsPerSecond } = manyOptions;
      const publish = (_group: string, now: () => void) => now();
      const needs = { view, ruleArn: listenerRuleArn, requestsPerSecond, random, now: () => clock.now(), answersOf, publish };
      sendUsers({ ...needs, record: world.cloudWatch.record }, everySeconds, new Map());
    }
    clock.after(everySeconds * 1_000, come);
  };
  clock.after(everySeconds * 1_000, come);
  return () => {
    stopped = true;
  };
}

async function resultOf(started: ScaleWorld, bad: ReadonlySet<string>, beganMs: number): Promise<ScaleResult> {
  const { world, clock, ledger, meter, clocks, quotas } = started;
  const executions = world.stepFunctions.executions();
  const ended: Ended[] = [];
  for (const { request } of executions.filter(({ request }) => request.machineName === 'sluice-deployment')) {
    const record = await ledger.find(request.name);
    const events = await ledger.events(request.name).catch(() => []);
    ended.push({ service: serviceOf(request.input), status: record?.status ?? 'not admitted', events });
  }
  return {
    ...{ deployments: started.wirings.length, bad: bad.size, ...endingsOf(ended, bad, beganMs) },
    restoredMs: [...bad].map((service) => clocks.times().get(service) ?? Number.POSITIVE_INFINITY).sort((one, other) => one - other),
    refused: Object.fromEntries(quotas.refused),
    passed: Object.fromEntries(quotas.passed),
    usage: meter.usage(executions.reduce((sum, { transitions }) => sum + transitions, 0)),
    ...{ idle: started.idle, historyBytes: await historyBytesOf(world) },
    worldSeconds: (clock.now().getTime() - beganMs) / 1_000,
    pages: world.sns.published().map(({ subject = 'no subject' }) => subject),
  };
}

function serviceOf(input: unknown): string {
  return (input as { readonly service?: string }).service ?? '';
}

/** The mean of some executions that promoted. */
async function historyBytesOf({ aws, stepFunctions }: ScaleWorld['world']): Promise<number> {
  const some = stepFunctions.executions().filter(({ outcome }) => outcome?.status === 'SUCCEEDED');
  const sampled = some.slice(0, 3);
  let bytes = 0;
  for (const { request } of sampled) {
    let nextToken: string | undefined;
    do {
      const asked = { executionArn: request.executionArn, maxResults: 1_000, ...(nextToken && { nextToken }) };
      const answer = await aws.call('SFN', 'GetExecutionHistory', asked, { roleArn: 'local' });
      bytes += JSON.stringify(answer).length;
      nextToken = (answer as { readonly nextToken?: string }).nextToken;
    } while (nextToken);
  }
  return bytes / Math.max(1, sampled.length);
}
