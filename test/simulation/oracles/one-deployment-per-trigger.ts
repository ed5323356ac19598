import type { Oracle } from './oracle.ts';

/** What is there once per deployment, however often functions are invoked. */
const onceEach: readonly string[] = [
  'DeploymentAdmitted',
  'PromotionIntended',
  'DeploymentPromoted',
  'DeploymentRolledBack',
  'StableRetired',
];

/** Deliveries of one trigger find one execution. */
export const oneDeploymentPerTrigger: Oracle = {
  id: 'F01',
  name: 'one deployment per trigger',
  holds: 'one trigger for one service and one image starts at most one execution, however often its event is delivered',
  watch: (sim) => ({
    atEnd: () => {
      const known = new Map<string, string>();
      for (const { id, request } of sim.deployments()) {
        const { service, imageDigest, taskDefinitionArn, purpose, trigger } = request;
        const key = JSON.stringify([service, imageDigest, taskDefinitionArn, purpose, trigger.kind, trigger.id]);
        const first = known.get(key);
        if (first !== undefined) return `${first} and ${id} were both started by ${key}`;
        known.set(key, id);
      }
      return undefined;
    },
  }),
};

/** Functions are invoked twice, and killed after an effect. */
export const factsOnce: Oracle = {
  id: 'F26',
  name: 'each fact is logged once',
  holds:
    'the log of a deployment has its admission, its promotion, its end and its retirement at most once each, however often a function ran',
  watch: (sim) => ({
    atEnd: async () => {
      for (const { id, plan } of sim.deployments()) {
        if (plan === undefined || (await sim.recordOf(id)) === undefined) continue;
        const types = (await sim.ledger.events(id)).map(({ type }) => type);
        const twice = onceEach.find((type) => types.filter((each) => each === type).length > 1);
        if (twice !== undefined) return `${id} logged ${twice} more than once: ${types.join(', ')}`;
      }
      return undefined;
    },
  }),
};

/** Nothing is deployed again by itself. Each version of a scenario is pushed once. */
export const noRetryByItself: Oracle = {
  id: 'F64',
  name: 'a failed version is not tried again by itself',
  holds: 'without a person’s request, an image is deployed once for each push of it',
  watch: (sim) => ({
    atEnd: () => {
      const pushed = sim.deployments().filter(({ request }) => request.trigger.kind === 'image-push');
      for (const { id, service, request } of pushed) {
        const version = sim.versionOf(request.imageDigest ?? '');
        const started = pushed.filter((other) => other.service === service && other.request.imageDigest === request.imageDigest).length;
        if (started > 1) return `${id}: ${version} of ${service} was pushed once and deployed ${started} times`;
      }
      return undefined;
    },
  }),
};
