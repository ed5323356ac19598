import type { Simulated } from '../world/simulated.ts';
import type { FaultKind } from './fault.ts';

/** Sandboxes die. */
export const killedFunctions: FaultKind = {
  name: 'killed-functions',
  about: 'a function dies at one of its calls, before or after the effect, and who asked hears of it or not; intensity: how often',
  begin: ({ sim, campaign, random, count }) => {
    const names = new Map(sim.world.lambda.functions().map(({ name, roleArn }) => [roleArn, name]));
    return {
      call: ({ caller, service, operation }) => {
        const name = names.get(caller.roleArn);
        if (name === undefined || random() >= campaign.intensity * 0.2) return undefined;
        count(`${name} dies at ${service}.${operation}`);
        sim.world.lambda.kill(name, 'current', random() < 0.5 ? 'at-once' : 'hang');
        return random() < 0.5 ? { throwBefore: new DeadFunctionError('the function died') } : {};
      },
    };
  },
};

class DeadFunctionError extends Error {
  override readonly name = 'DeadFunctionError';
}

/** Clocks of two machines are never the same. */
export const skewedClocks: FaultKind = {
  name: 'skewed-clocks',
  about: 'clocks of functions are off by up to five seconds, each by its own; intensity: how far',
  begin: ({ campaign, random, count }) => {
    const skews = new Map<string, number>();
    return {
      skewMs: (functionName) => {
        const known = skews.get(functionName) ?? Math.round((random() * 2 - 1) * 5_000 * campaign.intensity);
        if (!skews.has(functionName)) count(`${functionName} is off by ${known} ms`);
        skews.set(functionName, known);
        return known;
      },
    };
  },
};

/** Changed rules act within seconds, or a minute. */
export const lateWeights: FaultKind = {
  name: 'late-weights',
  about: 'load balancers follow a changed rule up to a minute late; intensity: how late',
  begin: ({ campaign, random, count }) => ({
    propagationMs: () => {
      const delayMs = Math.floor(60_000 * campaign.intensity * random());
      count(`weights act ${Math.round(delayMs / 1_000)} s late`);
      return delayMs;
    },
  }),
};

/** Nothing left to run tasks on. */
export const noCapacity: FaultKind = {
  name: 'no-capacity',
  about: 'no new task finds a place while it lasts; intensity is not used',
  begin: ({ sim, count }) => {
    const tasks = sim.services().reduce((sum, { blue, green }) => sum + blue.tasks.length + green.tasks.length, 0);
    count(`no room for more than ${tasks} tasks`);
    sim.world.ecs.limitCapacity(tasks);
    return { end: () => sim.world.ecs.limitCapacity(undefined) };
  },
};

/** Slow pulls, refused pulls. */
export const failingStarts: FaultKind = {
  name: 'failing-starts',
  about: 'tasks start a minute late, or their image cannot be pulled; intensity: the share of starts',
  begin: ({ campaign, random, count }) => ({
    taskStart: () => {
      if (random() >= campaign.intensity * 0.5) return undefined;
      const refused = random() < 0.3;
      count(refused ? 'an image cannot be pulled' : 'a task starts a minute late');
      return refused ? 'refused' : 60_000 * random();
    },
  }),
};

/** Images that have been ill, by run. */
const fallenIll = new WeakMap<Simulated, Set<string>>();

/** What ECS takes to replace tasks that were ill. */
const convalescenceSeconds = 120;

/** A dependency is away: tasks run, and say that they cannot serve. */
export const illTasks: FaultKind = {
  name: 'ill-tasks',
  about:
    'tasks of one version of a service fail their health checks for a minute or so: of stable or of a candidate, each version once; intensity is not used',
  begin: ({ sim, campaign, random, count }) => {
    const { blue, green } = sim.service(campaign.service);
    const ill = (random() < 0.5 ? blue : green).tasks.at(0)?.image;
    const before = fallenIll.get(sim) ?? new Set();
    // ECS puts off replacements more and more: a second time would leave the service without tasks when everything else is over.
    if (ill === undefined || before.has(ill)) return {};
    fallenIll.set(sim, before.add(ill));
    count(`tasks of ${campaign.service} ${sim.versionOf(ill) ?? ill} fail their health checks`);
    // Nor any longer, for the same reason.
    const endSeconds = Math.min(sim.elapsedSeconds() + 30 + 60 * random(), sim.scenario.faultsEndSeconds - convalescenceSeconds);
    return { healthCheck: (image) => (image === ill && sim.elapsedSeconds() < endSeconds ? 'fails' : undefined) };
  },
};

/** Tasks end by themselves, in either lane. */
export const crashingTasks: FaultKind = {
  name: 'crashing-tasks',
  about: 'running tasks of a service crash, in the lane that serves or the other; intensity: how often',
  begin: ({ sim, campaign, random, count }) => {
    const seconds = campaign.untilSeconds - campaign.fromSeconds;
    for (let index = 0; index < 1 + 3 * campaign.intensity; index += 1) {
      const lane = random() < 0.5 ? 'blue' : 'green';
      sim.after(
        random() * seconds * 1_000,
        () => sim.crashTask(campaign.service, lane) && count(`a task of ${campaign.service}-${lane} crashes`),
      );
    }
    return {};
  },
};
