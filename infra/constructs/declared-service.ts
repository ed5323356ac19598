import { Stack, Token } from 'aws-cdk-lib';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { parseService } from '../../core/service/parse-service.ts';
import { parameterPrefix } from './names.ts';

/** The declaration that `core/service` reads, in its own field names. */
export type Declaration = Readonly<Record<string, unknown>> & { readonly name: string; readonly repository: string };

/**
 * Declares the service: `/sluice/services/<name>` holds it, and `/sluice/images/<repository>/<name>` leads a pushed image to it.
 *
 * @throws {InvalidInputError} at synthesis, with path, value and fix of everything that is wrong.
 */
export class DeclaredService extends Construct {
  readonly parameter: StringParameter;

  constructor(scope: Construct, id: string, declaration: Declaration) {
    super(scope, id);
    parseService(withSamples(declaration));
    this.parameter = new StringParameter(this, 'Service', {
      parameterName: `${parameterPrefix}/services/${declaration.name}`,
      description: `Sluice releases ${declaration.name} as declared here`,
      stringValue: Stack.of(this).toJsonString(declaration),
      tier: ParameterTier.STANDARD,
    });
    new StringParameter(this, 'Images', {
      parameterName: `${parameterPrefix}/images/${declaration.repository}/${declaration.name}`,
      simpleName: false,
      description: `Images of ${declaration.repository} are releases of ${declaration.name}`,
      stringValue: declaration.name,
      tier: ParameterTier.STANDARD,
    });
  }
}

const place = 'eu-west-1:111122223333';
const rule = `arn:aws:elasticloadbalancing:${place}:listener-rule/app/sample/1/2`;
const samples: Readonly<Record<string, string>> = {
  cluster: 'sample',
  repository: 'sample',
  taskDefinition: `arn:aws:ecs:${place}:task-definition/sample:1`,
  listenerRuleArn: `${rule}/3`,
  ruleArn: `${rule}/4`,
  blue: `arn:aws:elasticloadbalancing:${place}:targetgroup/sample-blue/1`,
  green: `arn:aws:elasticloadbalancing:${place}:targetgroup/sample-green/2`,
};

/** What is only known when the stack is deployed, replaced by a value of its kind: the rest can be checked now. */
function withSamples(value: unknown, key = '', parent = ''): unknown {
  if (Array.isArray(value)) return value.map((member, index) => withSamples(member, `${key}-${index}`));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withSamples(member, name, key)]));
  }
  return Token.isUnresolved(value) ? (samples[key] ?? samples[parent] ?? key) : value;
}
