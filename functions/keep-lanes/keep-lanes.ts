import type { EcsReader } from '../../adapters/ecs-reader.ts';
import type { Ledger } from '../../adapters/ledger/ledger.ts';
import type { RuleReader } from '../../adapters/rule-reader.ts';
import type { ServiceCatalogue } from '../../adapters/service-catalogue.ts';
import { jobOf, stackUpdateHolder } from '../../core/deployment/holders.ts';
import { weightsOf } from '../../core/deployment/traffic.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { readString } from '../../core/input.ts';
import type { Service } from '../../core/service/service.ts';
import { readServiceName } from '../../core/service/service-name.ts';
import { minCapacityOf } from './min-capacity.ts';
import { isTakingBack } from './physical-id.ts';

interface Needs {
  readonly ledger: Pick<Ledger, 'lease' | 'release'>;
  readonly catalogue: Pick<ServiceCatalogue, 'declared'>;
  readonly ecs: Pick<EcsReader, 'services' | 'taskDefinition'>;
  readonly rules: RuleReader;
  readonly now: () => Date;
}

/** What CloudFormation writes into the lanes and the rule. */
export interface KeptLanes {
  readonly BlueTaskDefinition: string;
  readonly GreenTaskDefinition: string;
  readonly BlueWeight: number;
  readonly GreenWeight: number;
  readonly BlueMinCapacity: number;
  readonly GreenMinCapacity: number;
}

/**
 * Answers CloudFormation what the lanes of a service are now, so that a stack update writes back what Sluice moved and not what the
 * template once said. For lanes that do not exist yet the answer is the seed: the latest revision of the family, every user on blue.
 * It keeps deployments away while CloudFormation works, and refuses while one is running.
 *
 * @throws {InvalidInputError} a deployment is running, or the lanes cannot be read; CloudFormation shows the reason and changes nothing.
 */
export function keepLanes(needs: Needs) {
  return async (request: unknown): Promise<KeptLanes> => {
    const name = readServiceName(request, 'ResourceProperties.Service');
    const cluster = readString(request, 'ResourceProperties.Cluster');
    const names = [readString(request, 'ResourceProperties.BlueService'), readString(request, 'ResourceProperties.GreenService')];
    const [minCapacity, stackId] = [minCapacityOf(request), readString(request, 'StackId')];
    const [blue, green] = (await needs.ecs.services(cluster, names)).filter(({ status }) => status === 'ACTIVE');
    if (blue === undefined) return seed(needs, request);
    const service = await needs.catalogue.declared(name);
    if (green === undefined || service === undefined) {
      throw new InvalidInputError(
        `${name} exists in part: its ${green ? 'declaration' : 'second lane'} is missing; delete what is left, then deploy`,
      );
    }
    if (!isTakingBack(request)) await keepDeploymentsAway(needs, name, stackId);
    const weights = await liveWeights(needs, service);
    return {
      BlueTaskDefinition: blue.taskDefinitionArn,
      GreenTaskDefinition: green.taskDefinitionArn,
      ...weights,
      BlueMinCapacity: weights.BlueWeight > 0 ? minCapacity : 0,
      GreenMinCapacity: weights.GreenWeight > 0 ? minCapacity : 0,
    };
  };
}

async function seed({ ecs }: Needs, request: unknown): Promise<KeptLanes> {
  const family = readString(request, 'ResourceProperties.SeedFamily');
  const revision = await ecs.taskDefinition(family);
  if (revision === undefined) throw new InvalidInputError(`family ${family} has no active revision: register the task definition first`);
  return {
    BlueTaskDefinition: revision.arn,
    GreenTaskDefinition: revision.arn,
    BlueWeight: 100,
    GreenWeight: 0,
    BlueMinCapacity: minCapacityOf(request),
    GreenMinCapacity: 0,
  };
}

async function keepDeploymentsAway({ ledger, now }: Needs, service: string, stackId: string): Promise<void> {
  const holder = stackUpdateHolder(service);
  // Only a lease's age says when an update is over, so this one does not go on with the lease of an update before.
  await ledger.release(service, holder);
  const lease = await ledger.lease({ service, holder, executionArn: stackId, alarmArns: [], candidateLane: '' }, now());
  if (lease.kind === 'leased') return;
  const { deploymentId } = jobOf(lease.by.holder);
  throw new InvalidInputError(`${deploymentId} is running: wait until it is over or abort it, then update the lanes of ${service} again`);
}

async function liveWeights({ rules }: Needs, { lanes, listenerRuleArn }: Service): Promise<Pick<KeptLanes, 'BlueWeight' | 'GreenWeight'>> {
  const traffic = weightsOf(await rules.actions(listenerRuleArn));
  if (traffic.kind === 'malformed')
    throw new InvalidInputError(`${listenerRuleArn}: ${traffic.because}; give one lane all the weight first`);
  const weight = (arn: string) => traffic.weights.get(arn) ?? 0;
  return { BlueWeight: weight(lanes.blue.targetGroupArn), GreenWeight: weight(lanes.green.targetGroupArn) };
}
