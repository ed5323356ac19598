import { describe, expect, it } from 'vitest';
import { admissionGlance, admissionReader } from '../../adapters/admission-reader.ts';
import type { EcsTaskDefinition } from '../../adapters/ecs-reader.ts';
import type { RevisionRequest } from '../../core/deployment/aws-requests.ts';
import type { Lane } from '../../core/deployment/lane.ts';
import { DependencyError } from '../../core/errors.ts';
import { aLane, aRevision, aService, digest, someActions, someFacts } from '../core/builders.ts';

type Readers = Parameters<typeof admissionReader>[0];

const service = aService({ guards: { ...aService().guards, alarms: ['5xx', 'latency'] } });
const { request } = someFacts();
const source = aTaskDefinition(aRevision());
const running = { blue: 'orders-blue:42', green: 'orders-green:41' } as const;
const rule = { ruleArn: service.listenerRuleArn, actions: someActions(100, 0), isDefault: false };
const alarm = { arn: 'arn:5xx', name: '5xx', state: 'OK', actionsEnabled: true, type: 'metric' } as const;
const alarms = { found: [alarm], missing: ['latency'] };

function aTaskDefinition(request: RevisionRequest): EcsTaskDefinition {
  return { arn: 'arn:task-definition/orders:7', family: 'orders', status: 'ACTIVE', request };
}

/** What a lane reader says of each lane; `revision` and the delay come from other readers. */
function factsOf(lane: Lane['lane']) {
  const { revision: _, deregistrationDelaySeconds: __, ...facts } = aLane();
  return { ...facts, deployments: [{ taskDefinitionArn: running[lane], rolloutState: 'COMPLETED', because: undefined }] };
}

function aReader(change: Partial<Readers> = {}) {
  const asked: unknown[] = [];
  const revisions: Readonly<Record<string, EcsTaskDefinition>> = {
    [service.taskDefinition]: source,
    [running.blue]: aTaskDefinition(aRevision({ Family: 'orders-blue' })),
  };
  const readers: Readers = {
    ecs: { taskDefinition: async (name) => revisions[name] },
    elb: {
      rules: async () => new Map([[rule.ruleArn, rule]]),
      deregistrationDelaySeconds: async (arn) => (arn === service.lanes.blue.targetGroupArn ? 30 : 60),
    },
    lanes: { read: async (_, { lane }) => factsOf(lane) },
    alarms: {
      alarms: async (names) => {
        asked.push(names);
        return alarms;
      },
    },
    images: {
      digestOf: async (...image) => {
        asked.push(image);
        return { kind: 'found', digest };
      },
    },
    scaling: {
      targets: async (...targets) => {
        asked.push(targets);
        return [];
      },
    },
    ...change,
  };
  return { asked, read: admissionReader(readers) };
}

describe('admissionReader', () => {
  it('reads everything that an admission is decided from', async () => {
    const { asked, read } = aReader();
    expect(await read(service, request)).toEqual({
      service,
      request,
      rule,
      lanes: {
        blue: { ...factsOf('blue'), revision: aRevision({ Family: 'orders-blue' }), deregistrationDelaySeconds: 30 },
        // ECS knows the revision of green no more.
        green: { ...factsOf('green'), revision: undefined, deregistrationDelaySeconds: 60 },
      },
      source: source.request,
      image: { kind: 'found', digest },
      alarms,
      scalableTargets: [],
    });
    expect(asked).toEqual([
      ['5xx', 'latency'],
      ['prod', ['orders-blue', 'orders-green']],
      ['orders', digest],
    ]);
  });

  it('reads the task definition that the request names, before the declared one', async () => {
    const named = aTaskDefinition(aRevision({ Cpu: '1024' }));
    const { read } = aReader({ ecs: { taskDefinition: async (name) => (name === 'orders:9' ? named : source) } });
    expect((await read(service, { ...request, taskDefinitionArn: 'orders:9' })).source).toEqual(named.request);
  });

  const repository = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders';
  it.each([
    [`${repository}@${digest}`, digest],
    [`${repository}:1.43@${digest}`, digest],
    [`${repository}:1.43`, '1.43'],
    ['localhost:5000/orders', 'latest'],
    [repository, 'latest'],
  ])('looks up what the task definition names when the request names no image: %s', async (image, reference) => {
    const { asked, read } = aReader({ ecs: { taskDefinition: async () => aTaskDefinition(aRevision({}, { Image: image })) } });
    const { imageDigest: _, ...withoutImage } = request;
    await read(service, withoutImage);
    expect(asked.at(-1)).toEqual(['orders', reference]);
  });

  it('reads the rule of the test route with that of the users, in one call', async () => {
    const testRule = { ...rule, ruleArn: 'arn:test-rule' };
    const header = { name: 'x-test', value: 'candidate' };
    const named: unknown[] = [];
    const rules = async (arns: readonly string[]) => {
      named.push(arns);
      return new Map([rule, testRule].map((each) => [each.ruleArn, each]));
    };
    const { read } = aReader({ elb: { rules, deregistrationDelaySeconds: async () => 30 } });
    expect(await read({ ...service, testRoute: { header, ruleArn: testRule.ruleArn } }, request)).toMatchObject({ rule, testRule });
    expect(named).toEqual([[rule.ruleArn, testRule.ruleArn]]);
  });

  it('says what is missing instead of failing: the refusal names it', async () => {
    const { read } = aReader({
      ecs: { taskDefinition: async () => undefined },
      elb: { rules: async () => new Map(), deregistrationDelaySeconds: async () => 30 },
      images: { digestOf: async () => ({ kind: 'missing' }) },
    });
    expect(await read(service, request)).toMatchObject({ rule: undefined, source: undefined, image: { kind: 'missing' } });
  });

  it('fails when a reader does: nothing is admitted on a part of the facts', async () => {
    const { read } = aReader({ scaling: { targets: () => Promise.reject(new DependencyError('Application Auto Scaling is busy')) } });
    await expect(read(service, request)).rejects.toThrow('Application Auto Scaling is busy');
  });
});

describe('admissionGlance', () => {
  it('asks for the alarms only once the rule was read: who is refused has used up nothing else', async () => {
    const asked: string[] = [];
    const busy = new DependencyError('ELB did not answer (Throttling): try again');
    const readers = (refused: boolean) => ({
      elb: {
        rule: async () => {
          asked.push('rule');
          if (refused) throw busy;
          return rule;
        },
      },
      alarms: {
        alarms: async () => {
          asked.push('alarms');
          return alarms;
        },
      },
    });
    await expect(admissionGlance(readers(true))(service)).rejects.toBe(busy);
    expect(await admissionGlance(readers(false))(service)).toEqual({ rule, alarms });
    expect(asked).toEqual(['rule', 'rule', 'alarms']);
  });
});
