import type { Statement } from '../../../local/aws/iam/statement.ts';
import type { LocalWorld } from '../../../local/world.ts';

/** A call that a policy allows to a function or a machine. */
export interface GrantedCall {
  /** As deployed: `sluice-next-step`, `sluice-deployment`. */
  readonly actor: string;
  /** `DynamoDB.UpdateItem`. */
  readonly target: string;
}

/** Services that are modelled, by what policies call them. The others have no calls here: logs, traces, keys, roles that are passed. */
const modelled: Readonly<Record<string, string>> = {
  'application-autoscaling': 'ApplicationAutoScaling',
  cloudwatch: 'CloudWatch',
  dynamodb: 'DynamoDB',
  ecr: 'ECR',
  ecs: 'ECS',
  elasticloadbalancing: 'ElasticLoadBalancingV2',
  events: 'EventBridge',
  lambda: 'Lambda',
  sns: 'SNS',
  ssm: 'SSM',
  sqs: 'SQS',
  states: 'SFN',
};

/** Every call of a modelled service that the synthesized policies allow to Sluice's functions and machines, each once, in order. */
export function grantedCalls({ iam, lambda }: LocalWorld): readonly GrantedCall[] {
  const functions = new Map(lambda.functions().map(({ name, roleArn }) => [roleArn, name] as const));
  const granted = iam.roleArns().flatMap((roleArn) => {
    const actor = functions.get(roleArn) ?? /\/(sluice-(?:deployment|restore))-/.exec(roleArn)?.[1];
    const allowed = (iam.policiesOf(roleArn)?.statements ?? []).filter((one) => one.Effect === 'Allow' && !isViaService(one));
    return actor === undefined ? [] : allowed.flatMap(({ Action }) => [Action].flat().flatMap((action) => callOf(actor, String(action))));
  });
  return [...new Map(granted.map((call) => [`${call.actor} ${call.target}`, call] as const)).values()].toSorted((one, other) =>
    `${one.actor} ${one.target}`.localeCompare(`${other.actor} ${other.target}`),
  );
}

/** Only a service of AWS can use it, inside a call that has a row itself. */
function isViaService({ Condition }: Statement): boolean {
  return JSON.stringify(Condition ?? {}).includes('aws:ViaAWSService');
}

function callOf(actor: string, action: string): readonly GrantedCall[] {
  const [prefix = '', operation = ''] = action.split(':');
  const service = modelled[prefix];
  return service === undefined ? [] : [{ actor, target: `${service}.${operation === 'InvokeFunction' ? 'Invoke' : operation}` }];
}
