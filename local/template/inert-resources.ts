import type { Made, ResourceId } from '../aws/resource-maker.ts';
import { physicalName } from './physical-name.ts';

/** A resource type with nothing to run on one machine: why, and what `Ref` and `Fn::GetAtt` give. */
export interface InertResource {
  readonly reason: string;
  make(properties: Readonly<Record<string, unknown>>, resource: ResourceId, place: Place): Made;
}

/** The account and Region that ARNs are made of. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** `Ref` gives a generated name and the listed attributes are names too. */
function named(reason: string, ...attributes: readonly string[]): InertResource {
  return {
    reason,
    make: (_properties, resource) => {
      const ref = physicalName(resource, 128);
      return { ref, attributes: Object.fromEntries(attributes.map((name) => [name, `${ref}-${name}`])) };
    },
  };
}

/** `Ref` gives the name found in `nameProperty` (or a generated one), `Arn` and the listed attributes an ARN made from it. */
function withArn(
  reason: string,
  nameProperty: string,
  arn: (name: string, place: Place) => string,
  ...alsoArn: readonly string[]
): InertResource {
  return {
    reason,
    make: (properties, resource, place) => {
      const given = properties[nameProperty];
      const ref = typeof given === 'string' ? given : physicalName(resource, 128);
      const value = arn(ref, place);
      return { ref, attributes: Object.fromEntries(['Arn', ...alsoArn].map((name) => [name, value])) };
    },
  };
}

const network = 'every task and the load balancer listen on this machine; there is no network to lay out';
const permission = 'nothing here is asked about the policies of buckets, logs and traces';
const logs = 'a function’s output is kept by the Lambda model and a task’s by the task model; logs have no API here';

const vpc: InertResource = {
  reason: network,
  make: (properties, resource) => {
    const ref = physicalName(resource, 128);
    return { ref, attributes: { VpcId: ref, CidrBlock: properties.CidrBlock, DefaultSecurityGroup: `${ref}-default` } };
  },
};
const securityGroup: InertResource = {
  reason: network,
  make: (_properties, resource) => {
    const ref = physicalName(resource, 128);
    return { ref, attributes: { GroupId: ref, Id: ref, VpcId: 'vpc' } };
  },
};

/** Every resource type that is accepted and not run. A type that is neither here nor owned by a modelled service is refused. */
export const inertResources: Readonly<Record<string, InertResource>> = {
  'AWS::CDK::Metadata': named('tells AWS which constructs were used; it makes nothing'),
  'AWS::CloudFormation::WaitConditionHandle': named('CDK writes it only into stacks that have no other resource'),
  'AWS::CloudWatch::Dashboard': named('a picture of metrics for people; no behaviour depends on it'),
  'AWS::EC2::EIP': named(network, 'AllocationId', 'PublicIp'),
  'AWS::EC2::FlowLog': named(network, 'Id'),
  'AWS::EC2::InternetGateway': named(network, 'InternetGatewayId'),
  'AWS::EC2::NatGateway': named(network, 'NatGatewayId'),
  'AWS::EC2::Route': named(network),
  'AWS::EC2::RouteTable': named(network, 'RouteTableId'),
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::EC2::SecurityGroupEgress': named(network, 'Id'),
  'AWS::EC2::SecurityGroupIngress': named(network, 'Id'),
  'AWS::EC2::Subnet': named(network, 'SubnetId', 'AvailabilityZone', 'VpcId'),
  'AWS::EC2::SubnetRouteTableAssociation': named(network, 'Id'),
  'AWS::EC2::VPC': vpc,
  'AWS::EC2::VPCEndpoint': named(network, 'Id'),
  'AWS::EC2::VPCGatewayAttachment': named(network),
  'AWS::KMS::Alias': withArn(
    'nothing is encrypted on one machine',
    'AliasName',
    (name, at) => `arn:aws:kms:${at.region}:${at.account}:${name}`,
  ),
  'AWS::Logs::LogGroup': withArn(logs, 'LogGroupName', (name, at) => `arn:aws:logs:${at.region}:${at.account}:log-group:${name}:*`),
  'AWS::Logs::MetricFilter': named(logs),
  'AWS::Logs::ResourcePolicy': named(permission),
  'AWS::S3::Bucket': withArn('only access logs go to buckets, and none are written here', 'BucketName', (name) => `arn:aws:s3:::${name}`),
  'AWS::S3::BucketPolicy': named(permission),
  'AWS::SNS::Subscription': withArn('who is told of a page is not part of the world', 'none', (name) => name),
  'AWS::XRay::ResourcePolicy': named(permission),
  'Custom::VpcRestrictDefaultSG': named(network),
};
