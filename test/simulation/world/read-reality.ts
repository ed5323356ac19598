import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ServiceView } from '../../../local/aws/ecs/service-views.ts';
import type { LocalWorld } from '../../../local/world.ts';
import type { ServiceName } from '../scenario/simulated-services.ts';
import type { LaneReality, ServiceReality } from './simulated.ts';
import type { VersionBook } from './version-book.ts';

/** Where a service was declared to be. */
export interface Wiring {
  readonly name: ServiceName;
  readonly cluster: string;
  readonly listenerRuleArn: string;
  readonly testRoute?: { readonly ruleArn: string };
  readonly lanes: Readonly<Record<'blue' | 'green', { readonly ecsService: string; readonly targetGroupArn: string }>>;
}

/** The declaration of a service, as Sluice itself reads it. */
export async function readWiring({ aws }: LocalWorld, name: ServiceName): Promise<Wiring> {
  const answer = await aws.call('SSM', 'GetParameter', { Name: `/sluice/services/${name}` }, { roleArn: 'local' });
  const { Parameter } = answer as { readonly Parameter: { readonly Value: string } };
  return { ...(JSON.parse(Parameter.Value) as Omit<Wiring, 'name'>), name };
}

/** Looks at the models themselves. */
export function readReality({ ecs, elb }: LocalWorld, wirings: readonly Wiring[], versions: VersionBook): readonly ServiceReality[] {
  const services = new Map(ecs.views().map((view) => [view.name, view]));
  return wirings.map(({ name, cluster, listenerRuleArn, testRoute, lanes }) => {
    const { asked = [], live = [] } = elb.view.rule(listenerRuleArn) ?? {};
    const lane = (which: 'blue' | 'green'): LaneReality => {
      const { ecsService, targetGroupArn } = lanes[which];
      const targets = elb.view.targets(targetGroupArn);
      return {
        ...{ lane: which, ecsService, targetGroupArn, targets },
        ...ecsReality(services.get(ecsService), versions),
        healthy: targets.filter(({ state, leaving }) => state === 'healthy' && !leaving).length,
        weight: weightOn(asked, targetGroupArn),
        liveWeight: weightOn(live, targetGroupArn),
      };
    };
    const [blue, green] = [lane('blue'), lane('green')];
    const foreignWeight = groupsOf(live).reduce((sum, { Weight = 0 }) => sum + Weight, 0) - blue.liveWeight - green.liveWeight;
    return { name, cluster, ruleArn: listenerRuleArn, testRuleArn: testRoute?.ruleArn, blue, green, foreignWeight };
  });
}

function ecsReality(view: ServiceView | undefined, versions: VersionBook) {
  const { desiredCount = 0, taskDefinitionArn = '', tasks = [], failed = [] } = view ?? {};
  const running = tasks.filter(({ status }) => status === 'RUNNING').map(({ image }) => versions.of(image)?.tag ?? image);
  return { desiredCount, taskDefinitionArn, tasks, failed, versions: [...new Set(running)] };
}

function groupsOf(actions: readonly Action[]) {
  return actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
}

function weightOn(actions: readonly Action[], targetGroupArn: string): number {
  return groupsOf(actions)
    .filter(({ TargetGroupArn }) => TargetGroupArn === targetGroupArn)
    .reduce((sum, { Weight = 0 }) => sum + Weight, 0);
}
