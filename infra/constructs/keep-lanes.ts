import { createHash } from 'node:crypto';
import { type CfnElement, type CfnResource, CustomResource, Lazy, Stack, Token, Validations } from 'aws-cdk-lib';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { type LaneName, laneServiceName } from './lanes.ts';

/** Which service is looked after. */
export interface KeepLanesProps {
  readonly keepLanesArn: string;
  readonly service: string;
  readonly cluster: ICluster;
  /** Family of the user's task definition: its latest revision starts the lanes. */
  readonly seedFamily: string;
  /** Smallest size of the lane that serves; absent without scaling. */
  readonly minCapacity?: number | undefined;
}

/**
 * Fills in what Sluice moves (revision and weight of each lane) whenever CloudFormation writes a lane: on creation the seed,
 * later what is live. CloudFormation asks again only when a property of this resource changes, so the properties cover
 * everything in the watched resources. See docs/decisions/0003-stack-updates-keep-lanes.md.
 */
export class KeepLanes extends Construct {
  readonly resource: CustomResource;
  readonly #watched: CfnResource[] = [];

  constructor(scope: Construct, id: string, { keepLanesArn, service, cluster, seedFamily, minCapacity }: KeepLanesProps) {
    super(scope, id);
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::SluiceKeepLanes',
      serviceToken: keepLanesArn,
      properties: {
        Service: service,
        Cluster: cluster.clusterName,
        BlueService: laneServiceName(service, 'blue'),
        GreenService: laneServiceName(service, 'green'),
        SeedFamily: seedFamily,
        ...(minCapacity !== undefined && { MinCapacity: minCapacity }),
        LanesHash: Lazy.string({ produce: () => this.#hash() }),
        // Values that only CloudFormation knows: a replaced subnet changes no text of the lanes, only what it refers to.
        LanesReferTo: Lazy.any({ produce: () => this.#references() }),
      },
    });
    Validations.of(this.resource).acknowledge({
      id: 'CloudFormation-Validate::E3054',
      reason: 'the lanes run the revision this resource answers; that it is for Fargate cannot be seen before',
    });
  }

  /** A change of these resources asks for what is live. Never one that another watched resource's value comes from. */
  watch(...resources: readonly CfnResource[]): void {
    this.#watched.push(...resources);
  }

  taskDefinition(lane: LaneName): string {
    return this.resource.getAttString(attribute(lane, 'TaskDefinition'));
  }

  weight(lane: LaneName): number {
    return Token.asNumber(this.resource.getAtt(attribute(lane, 'Weight')));
  }

  minCapacity(lane: LaneName): number {
    return Token.asNumber(this.resource.getAtt(attribute(lane, 'MinCapacity')));
  }

  #hash(): string {
    const stack = Stack.of(this);
    // Tags of the stack reach the lanes without being written into the template.
    const seen = { tags: stack.tags.tagValues(), resources: this.#watched.map((resource) => propertiesOf(resource)) };
    return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 16);
  }

  #references(): readonly unknown[] {
    const own = new Set(
      [this.resource.node.defaultChild as CfnElement, ...this.#watched].map((element) => Stack.of(this).resolve(element.logicalId)),
    );
    const found = this.#watched.flatMap((resource) => referencesIn(propertiesOf(resource)));
    const outside = found.filter((reference) => !own.has(targetOf(reference)) && !String(targetOf(reference)).startsWith('AWS::'));
    return [...new Map(outside.map((reference) => [JSON.stringify(reference), reference])).entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, reference]) => reference);
  }
}

const attribute = (lane: LaneName, name: string): string => `${lane === 'blue' ? 'Blue' : 'Green'}${name}`;

/** The properties as they go into the template, with every override. */
function propertiesOf(resource: CfnResource): unknown {
  const stack = Stack.of(resource);
  // CDK has no public way to one resource's final text; a test compares this with the synthesized template.
  const rendered = (resource as unknown as { _toCloudFormation(): object })._toCloudFormation();
  const { Resources } = stack.resolve(rendered) as { Resources: Record<string, { Properties?: unknown }> };
  return Object.values(Resources)[0]?.Properties;
}

function referencesIn(value: unknown): readonly object[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  const [key, ...others] = Object.keys(value);
  const isReference = others.length === 0 && (key === 'Ref' || key === 'Fn::GetAtt' || key === 'Fn::ImportValue');
  return isReference ? [value] : Object.values(value).flatMap(referencesIn);
}

function targetOf(reference: object): unknown {
  const value: unknown = Object.values(reference)[0];
  return Array.isArray(value) ? value[0] : value;
}
